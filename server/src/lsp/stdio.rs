//! The standard streams, as the protocol wants them.

use std::fs::File;
use std::io::{self, IoSlice, Write};

use super::transport::Output;

/// What a pipe holds that was [widened](widen), in bytes: what Linux gives everyone who asks.
#[cfg(target_os = "linux")]
const PIPE_BYTES: usize = 1024 * 1024;
/// What Linux writes into a pipe in one piece if it writes at all, in bytes.
#[cfg(target_os = "linux")]
const PIPE_BUF: usize = 4096;

/// Standard input.
pub fn input() -> io::Stdin {
    let input = io::stdin();
    #[cfg(target_os = "linux")]
    widen(&input);
    input
}

/// Standard output without its buffer, which breaks a message in two at its last line break.
#[derive(Debug)]
pub struct Stdout(File);

impl Stdout {
    /// Takes standard output.
    ///
    /// # Errors
    ///
    /// If the system has no more handles.
    pub fn new() -> io::Result<Stdout> {
        #[cfg(unix)]
        let output = std::os::fd::AsFd::as_fd(&io::stdout()).try_clone_to_owned()?;
        #[cfg(windows)]
        let output = std::os::windows::io::AsHandle::as_handle(&io::stdout()).try_clone_to_owned()?;
        #[cfg(target_os = "linux")]
        widen(&output);
        Ok(Stdout(output.into()))
    }
}

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn write_vectored(&mut self, pieces: &[IoSlice<'_>]) -> io::Result<usize> {
        self.0.write_vectored(pieces)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Output for Stdout {
    #[cfg(target_os = "linux")]
    fn can_write_now(&self, bytes: usize) -> bool {
        use rustix::event::{PollFd, PollFlags, Timespec, poll};
        // A pipe that takes anything takes as much as this.
        let mut output = [PollFd::new(&self.0, PollFlags::OUT)];
        let ready = bytes <= PIPE_BUF && poll(&mut output, Some(&Timespec::default())).is_ok();
        ready && output.iter().all(|output| output.revents() == PollFlags::OUT)
    }

    #[cfg(not(target_os = "linux"))]
    fn can_write_now(&self, _bytes: usize) -> bool {
        false
    }
}

/// Makes room for a large message in a pipe: one of the usual 64 KB makes both ends wait for each other at each 64 KB.
#[cfg(target_os = "linux")]
fn widen(pipe: impl std::os::fd::AsFd) {
    // Where it is no pipe, or all room is taken, all works as before.
    let _ = rustix::pipe::fcntl_setpipe_size(pipe, PIPE_BYTES);
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::io::Read as _;
    use std::os::fd::OwnedFd;

    use super::*;

    #[test]
    fn a_message_is_taken_at_once_while_the_pipe_has_room() {
        let (mut client, output) = io::pipe().unwrap();
        widen(&output);
        let mut output = Stdout(OwnedFd::from(output).into());
        let mut written = 0;
        while output.can_write_now(PIPE_BUF) {
            // It would wait for ever if it did not fit.
            output.write_all(&[b'x'; PIPE_BUF]).unwrap();
            written += PIPE_BUF;
        }
        assert!(written >= PIPE_BYTES, "{written}");
        client.read_exact(&mut vec![0; written]).unwrap();
        assert!(output.can_write_now(PIPE_BUF) && !output.can_write_now(PIPE_BUF + 1));
        drop(client);
        assert!(!output.can_write_now(1), "no one reads any more");
    }
}
