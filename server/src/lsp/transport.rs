//! Messages in and out: LSP's frames over a byte stream.
//!
//! The protocol crate's own loop ends at the first message that it can't decode, and polls every handler on one task. This
//! one answers such a message and goes on, hands messages to the service in the order of their arrival, and runs each
//! handler as a task of its own.
//!
//! The thread that reads the messages also hands them to the service, and sends the answers that are ready at once: to wake another
//! thread takes longer than most answers.

use std::future::poll_fn;
use std::io::{self, BufRead, BufReader, IoSlice, Read, Write};
use std::sync::{Arc, Mutex, PoisonError, mpsc as blocking};
use std::time::Duration;

use futures::{FutureExt as _, SinkExt as _, StreamExt as _};
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio::task::JoinSet;
use tower::Service;
use tower_lsp::ClientSocket;
use tower_lsp::jsonrpc::{Error, Request, Response};

use super::message::{Incoming, decode, json, malformed};

/// The largest message that is read, in bytes. A larger one is skipped and answered with an error.
const MAX_MESSAGE_BYTES: u64 = 256 * 1024 * 1024;
/// The longest header line that is read, in bytes.
const MAX_HEADER_BYTES: u64 = 8 * 1024;
/// Messages that may wait for others than the reader, before it reads on.
const READ_AHEAD: usize = 16;
/// Bytes that may wait for the client to read them.
const MAX_WAITING_BYTES: u32 = 16 * 1024 * 1024;
/// The most that a header of ours takes, in bytes.
const MAX_OWN_HEADER_BYTES: usize = 40;
/// How long to wait for pending responses after the input has ended.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(2);

/// Where messages go.
pub trait Output: Write + Send + 'static {
    /// Whether so many bytes can be written now, without waiting for the client to read.
    fn can_write_now(&self, bytes: usize) -> bool;
}

/// Serves until `exit` arrives, the input ends, the output fails or `gone` resolves.
///
/// # Errors
///
/// If the system gives no thread.
pub async fn serve<S>(
    input: impl Read + Send + 'static,
    output: impl Output,
    service: S,
    socket: ClientSocket,
    gone: impl Future<Output = ()>,
) -> io::Result<()>
where
    S: Service<Request, Response = Option<String>> + Send + 'static,
    S::Future: Send + Unpin + 'static,
    S::Error: std::fmt::Display + Send + 'static,
{
    let (mut to_client, mut from_client) = socket.split();
    let (rest, mut incoming) = mpsc::channel(READ_AHEAD);
    let (outgoing, write) = Outgoing::new(output);
    let (broken, mut output_broken) = mpsc::channel::<()>(1);
    let client = Arc::clone(&outgoing.client);
    let mut reader = Reader { service, client, rest, runtime: Handle::current() };
    // What it answers may be about a file that is nested deeply.
    std::thread::Builder::new()
        .stack_size(svc_syntax::STACK_BYTES)
        .spawn(move || reader.read(BufReader::new(input)))?;
    let client = Arc::clone(&outgoing.client);
    std::thread::spawn(move || {
        client.write_messages(&write);
        drop(broken);
    });
    let mut tasks: JoinSet<Option<String>> = JoinSet::new();
    let work = async {
        loop {
            tokio::select! {
                biased;
                Some(done) = tasks.join_next() => {
                    if let Ok(Some(answer)) = done {
                        outgoing.send(answer).await;
                    }
                }
                Some(request) = to_client.next() => outgoing.send(json(&request)).await,
                rest = incoming.recv() => match rest {
                    None => break,
                    Some(Rest::Ready(answer)) => outgoing.send(answer).await,
                    Some(Rest::Pending(answer)) => _ = tasks.spawn(answered::<S>(answer)),
                    Some(Rest::Response(response, handled)) => {
                        let _ = from_client.send(response).await;
                        // The task that waited for it usually runs meanwhile.
                        tokio::task::yield_now().await;
                        let _ = handled.send(());
                    }
                },
            }
        }
    };
    tokio::pin!(gone);
    tokio::select! {
        biased;
        () = &mut gone => return Ok(()),
        _ = output_broken.recv() => return Ok(()),
        () = work => {}
    }
    let finish = async {
        while let Some(done) = tasks.join_next().await {
            if let Ok(Some(answer)) = done {
                outgoing.send(answer).await;
            }
        }
        drop(outgoing);
        output_broken.recv().await;
    };
    let _ = tokio::time::timeout(SHUTDOWN_TIMEOUT, finish).await;
    Ok(())
}

/// What the reader leaves to others.
enum Rest<F> {
    /// An answer that isn't there yet.
    Pending(F),
    /// An answer that has to wait for the client to read.
    Ready(String),
    /// The client's answer to a request of ours, and whom to tell that it was taken.
    Response(Response, oneshot::Sender<()>),
}

/// Reads messages and hands them to the service.
struct Reader<S: Service<Request>, W> {
    service: S,
    client: Arc<Client<W>>,
    rest: mpsc::Sender<Rest<S::Future>>,
    runtime: Handle,
}

impl<S, W> Reader<S, W>
where
    S: Service<Request, Response = Option<String>>,
    S::Future: Unpin,
    S::Error: std::fmt::Display,
    W: Output,
{
    /// Goes on until `exit` arrives, or the input ends.
    fn read(&mut self, mut input: impl BufRead) {
        // What the service starts runs there.
        let runtime = self.runtime.clone();
        let _context = runtime.enter();
        while let Some(incoming) = next_message(&mut input) {
            let rest = match incoming {
                Incoming::Response(response) => {
                    if self.hand_on(response).is_none() {
                        return;
                    }
                    None
                }
                Incoming::Malformed(answer) => self.send(json(&answer)),
                Incoming::Request(request) => {
                    let service = &mut self.service;
                    if runtime.block_on(poll_fn(|context| service.poll_ready(context))).is_err() {
                        return;
                    }
                    let is_last = request.method() == "exit";
                    let rest = self.answer(request);
                    if is_last {
                        return;
                    }
                    rest
                }
            };
            if let Some(rest) = rest
                && self.rest.blocking_send(rest).is_err()
            {
                return;
            }
        }
    }

    /// Hands on the client's answer, and waits until it was taken: what follows may depend on it, such as a file on settings. If the
    /// settings take effect later, the files are checked again. `None` if the server is ending.
    fn hand_on(&self, response: Response) -> Option<()> {
        let (handled, wait) = oneshot::channel();
        self.rest.blocking_send(Rest::Response(response, handled)).ok()?;
        wait.blocking_recv().ok()
    }

    fn answer(&mut self, request: Request) -> Option<Rest<S::Future>> {
        // What follows depends on it, even if the client did not wait for the answer.
        let is_awaited = matches!(request.method(), "initialize" | "exit");
        let mut answer = self.service.call(request);
        let ready = match is_awaited {
            true => Some(self.runtime.block_on(answered::<S>(&mut answer))),
            false => answered::<S>(&mut answer).now_or_never(),
        };
        match ready {
            Some(ready) => self.send(ready?),
            None => Some(Rest::Pending(answer)),
        }
    }

    /// Sends a message, unless that has to wait.
    fn send(&self, message: String) -> Option<Rest<S::Future>> {
        (!self.client.try_send_now(&message)).then_some(Rest::Ready(message))
    }
}

/// The answer of a service, once it is there. A failure is logged.
async fn answered<S: Service<Request, Response = Option<String>, Error: std::fmt::Display>>(
    answer: impl Future<Output = Result<S::Response, S::Error>>,
) -> Option<String> {
    answer.await.unwrap_or_else(|error| {
        tracing::error!("{error}");
        None
    })
}

/// Messages on their way to the client.
struct Outgoing<W> {
    client: Arc<Client<W>>,
    /// Those that a thread writes that may wait.
    messages: blocking::Sender<String>,
}

/// The client's end.
struct Client<W> {
    output: Mutex<W>,
    /// Bytes that may still wait: as long as there are none, nothing more is read either.
    room: Semaphore,
}

impl<W: Output> Outgoing<W> {
    fn new(output: W) -> (Outgoing<W>, blocking::Receiver<String>) {
        let (messages, write) = blocking::channel();
        let room = Semaphore::new(MAX_WAITING_BYTES as usize);
        let client = Arc::new(Client { output: Mutex::new(output), room });
        (Outgoing { client, messages }, write)
    }

    /// Sends a message once there is room for it.
    async fn send(&self, message: String) {
        if self.client.try_send_now(&message) {
            return;
        }
        if let Ok(room) = self.client.room.acquire_many(room_for(&message)).await {
            room.forget();
            let _ = self.messages.send(message);
        }
    }
}

impl<W: Output> Client<W> {
    /// Sends a message if none waits and the client has room for it: another thread need not wake up then.
    fn try_send_now(&self, message: &str) -> bool {
        if self.room.available_permits() < MAX_WAITING_BYTES as usize {
            return false;
        }
        let Ok(mut output) = self.output.try_lock() else { return false };
        // Where it fails, the thread fails as well, and says so.
        output.can_write_now(MAX_OWN_HEADER_BYTES + message.len())
            && write_message(&mut *output, message).is_ok()
    }

    fn write_messages(&self, messages: &blocking::Receiver<String>) {
        while let Ok(message) = messages.recv() {
            let mut output = self.output.lock().unwrap_or_else(PoisonError::into_inner);
            if let Err(error) = write_message(&mut *output, &message) {
                tracing::info!("Can't write to the client: {error}");
                return;
            }
            self.room.add_permits(room_for(&message) as usize);
        }
    }
}

/// A message larger than all room there is takes all of it.
fn room_for(message: &str) -> u32 {
    u32::try_from(message.len()).unwrap_or(u32::MAX).min(MAX_WAITING_BYTES)
}

/// Writes a message with its header, in one piece where the system takes it: the client wakes up once.
fn write_message(output: &mut impl Write, message: &str) -> io::Result<()> {
    tracing::trace!("-> {message}");
    let message = message.as_bytes();
    let header = format!("Content-Length: {}\r\n\r\n", message.len());
    let header = header.as_bytes();
    let written = match output.write_vectored(&[IoSlice::new(header), IoSlice::new(message)]) {
        Err(error) if error.kind() == io::ErrorKind::Interrupted => 0,
        written => written?,
    };
    output.write_all(header.get(written..).unwrap_or_default())?;
    output.write_all(message.get(written.saturating_sub(header.len())..).unwrap_or_default())?;
    output.flush()
}

/// The next message; `None` at the end of the input.
fn next_message(input: &mut impl BufRead) -> Option<Incoming> {
    match read_frame(input) {
        Ok(Some(Ok(body))) => Some(decode(&body)),
        Ok(Some(Err(reason))) => Some(malformed(Error::parse_error(), None, reason)),
        Ok(None) => None,
        Err(error) => {
            tracing::info!("Can't read from the client: {error}");
            None
        }
    }
}

/// The next frame's body, or why it has none; `None` at the end of the input.
fn read_frame(input: &mut impl BufRead) -> io::Result<Option<Result<Vec<u8>, String>>> {
    let mut length = None;
    let mut header_seen = false;
    loop {
        let mut line = Vec::new();
        if input.take(MAX_HEADER_BYTES).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = line.trim_ascii();
        if !line.is_empty() {
            header_seen = true;
            if let Some(value) = content_length(line) {
                length = std::str::from_utf8(value).ok().and_then(|value| value.trim().parse::<u64>().ok());
            }
        } else if header_seen {
            break;
        }
    }
    let Some(length) = length else {
        return Ok(Some(Err("A message has no readable Content-Length header.".to_owned())));
    };
    if length > MAX_MESSAGE_BYTES {
        io::copy(&mut input.take(length), &mut io::sink())?;
        return Ok(Some(Err(format!(
            "A message of {length} bytes is too large; the limit is {MAX_MESSAGE_BYTES}."
        ))));
    }
    let mut body = Vec::new();
    let read = input.take(length).read_to_end(&mut body)?;
    Ok((read as u64 == length).then_some(Ok(body)))
}

/// What follows the last `Content-Length:` of a line. After a message whose length was wrong, the rest of its body stands before
/// the next header: that one is found all the same.
fn content_length(line: &[u8]) -> Option<&[u8]> {
    const NAME: &[u8] = b"content-length:";
    let at = line.windows(NAME.len()).rposition(|part| part.eq_ignore_ascii_case(NAME))?;
    line.get(at + NAME.len()..)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(input: &[u8], expect: &Expect) {
        let mut input = input;
        let mut lines = String::new();
        while let Some(frame) = read_frame(&mut input).unwrap() {
            let line = match frame.map(|body| decode(&body)) {
                Ok(Incoming::Request(request)) => format!("request {request}"),
                Ok(Incoming::Response(response)) => format!("response {}", json(&response)),
                Ok(Incoming::Malformed(answer)) => format!("malformed {}", json(&answer)),
                Err(reason) => format!("no frame: {reason}"),
            };
            lines.push_str(&line);
            lines.push('\n');
        }
        expect.assert_eq(&lines);
    }

    fn frame(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    #[test]
    fn reads_requests_notifications_and_responses() {
        let input = [
            frame(r#"{"jsonrpc":"2.0","id":1,"method":"a","params":{"x":"é"}}"#),
            frame(r#"{"jsonrpc":"2.0","method":"b"}"#),
            frame(r#"{"jsonrpc":"2.0","id":7,"result":null}"#),
            format!(
                "content-length:{}\nContent-Type: application/vscode-jsonrpc\n\n{}",
                30, r#"{"jsonrpc":"2.0","method":"c"}"#
            ),
        ];
        check(
            input.concat().as_bytes(),
            &expect![[r#"
                request {"jsonrpc":"2.0","method":"a","params":{"x":"é"},"id":1}
                request {"jsonrpc":"2.0","method":"b"}
                response {"jsonrpc":"2.0","result":null,"id":7}
                request {"jsonrpc":"2.0","method":"c"}
            "#]],
        );
    }

    #[test]
    fn answers_what_is_malformed_and_goes_on() {
        let input = [
            frame("{nonsense"),
            frame("[]"),
            frame(r#"{"jsonrpc":"2.0","id":3}"#),
            frame(r#"{"jsonrpc":"1.0","id":4,"method":"a"}"#),
            "Content-Type: x\r\n\r\n".to_owned(),
            "Content-Length: many\r\n\r\n".to_owned(),
            frame(&"[".repeat(100_000)),
            frame(r#"{"jsonrpc":"2.0","method":"still here"}"#),
        ];
        check(
            input.concat().as_bytes(),
            &expect![[r#"
            malformed {"jsonrpc":"2.0","error":{"code":-32700,"message":"A message isn't JSON: key must be a string at line 1 column 2."},"id":null}
            malformed {"jsonrpc":"2.0","error":{"code":-32600,"message":"A message is neither a request nor a response."},"id":null}
            malformed {"jsonrpc":"2.0","error":{"code":-32600,"message":"A message is neither a request nor a response."},"id":3}
            malformed {"jsonrpc":"2.0","error":{"code":-32600,"message":"A message isn't JSON-RPC: expected JSON-RPC version \"2.0\"."},"id":4}
            no frame: A message has no readable Content-Length header.
            no frame: A message has no readable Content-Length header.
            malformed {"jsonrpc":"2.0","error":{"code":-32700,"message":"A message isn't JSON: recursion limit exceeded at line 1 column 128."},"id":null}
            request {"jsonrpc":"2.0","method":"still here"}
        "#]],
        );
    }

    /// Takes no more than so many bytes at once.
    struct Narrow(usize, Vec<u8>);

    impl Write for Narrow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.1.write(bytes.get(..self.0).unwrap_or(bytes))
        }

        fn write_vectored(&mut self, pieces: &[IoSlice<'_>]) -> io::Result<usize> {
            let all: Vec<u8> = pieces.iter().flat_map(|piece| piece.iter().copied()).collect();
            self.write(&all)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn writes_whole_messages_whatever_the_system_takes_at_once() {
        for most in 1..40 {
            let mut output = Narrow(most, Vec::new());
            write_message(&mut output, r#"{"jsonrpc":"2.0"}"#).unwrap();
            assert_eq!(String::from_utf8(output.1).unwrap(), frame(r#"{"jsonrpc":"2.0"}"#), "{most}");
        }
    }

    #[test]
    fn finds_the_next_message_after_a_wrong_length() {
        let body = r#"{"jsonrpc":"2.0","method":"a"}"#;
        for wrong in [10, 29, 31, 40] {
            let mut input = format!("Content-Length: {wrong}\r\n\r\n{body}").into_bytes();
            input.extend(frame(r#"{"jsonrpc":"2.0","method":"lost at most"}"#).bytes());
            input.extend(frame(r#"{"jsonrpc":"2.0","method":"found"}"#).bytes());
            let mut input = input.as_slice();
            let mut last = None;
            while let Some(frame) = read_frame(&mut input).unwrap() {
                last = frame.ok().map(|body| decode(&body));
            }
            let Some(Incoming::Request(request)) = last else { panic!("{wrong}: {last:?}") };
            assert_eq!(request.method(), "found", "{wrong}");
        }
    }

    #[test]
    fn ends_in_the_middle_of_a_message() {
        check(b"Content-Length: 100\r\n\r\n{", &expect![""]);
        check(b"Content-Le", &expect![""]);
        check(b"", &expect![""]);
    }
}
