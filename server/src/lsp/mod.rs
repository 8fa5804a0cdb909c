//! The language server: LSP over standard input and output.

mod client_capabilities;
mod client_process;
mod commands;
mod convert;
mod document;
mod guard;
mod progress;
mod projects;
mod routing;
mod sent_tokens;
mod server;
mod server_capabilities;
mod session;
mod settings;
mod state;
#[cfg(debug_assertions)]
mod test_hooks;
mod transport;
mod uri;
mod watch;
mod workspace_diagnostics;
mod workspace_files;

use std::io;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use tower_lsp::LspService;

use guard::Guard;
use server::Server;
use session::Session;

/// How many requests are worked on at the same time.
const MAX_WORKERS: usize = 4;

/// Serves one client over standard input and output until it asks for the end or is gone. The exit code is 0 if it asked
/// for `shutdown` first, and 1 if not.
///
/// # Errors
///
/// If the system gives no threads.
pub fn run(client_process: Option<u32>) -> io::Result<ExitCode> {
    std::panic::set_hook(Box::new(|panic| tracing::error!("{panic}")));
    let output = output()?;
    #[cfg(target_os = "linux")]
    {
        widen(io::stdin());
        widen(&output);
    }
    let shut_down = serve(io::stdin(), output, client_process)?;
    Ok(if shut_down { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Standard output without its buffer, which breaks a message in two at its last line break.
fn output() -> io::Result<std::fs::File> {
    #[cfg(unix)]
    let output = std::os::fd::AsFd::as_fd(&io::stdout()).try_clone_to_owned();
    #[cfg(windows)]
    let output = std::os::windows::io::AsHandle::as_handle(&io::stdout()).try_clone_to_owned();
    Ok(output?.into())
}

/// Makes room for a large message in a pipe: one that holds 64 KB, as is usual, makes both ends wait for each other at each 64 KB.
#[cfg(target_os = "linux")]
fn widen(pipe: impl std::os::fd::AsFd) {
    /// What the system gives everyone who asks.
    const BYTES: usize = 1024 * 1024;
    // It is no pipe, or all room is taken: all works as before.
    let _ = rustix::pipe::fcntl_setpipe_size(pipe, BYTES);
}

/// Serves one client until it asks for the end, is gone, or its input ends; whether it asked for `shutdown`.
///
/// # Errors
///
/// If the system gives no threads.
pub fn serve(
    input: impl io::Read + Send + 'static,
    output: impl io::Write + Send + 'static,
    client_process: Option<u32>,
) -> io::Result<bool> {
    // Nothing that takes long runs on it: one thread, and no handing over from one to the next.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .max_blocking_threads(MAX_WORKERS)
        .enable_time()
        .build()?;
    let shut_down = runtime.block_on(async {
        let service = LspService::build(|client| Server { session: Arc::new(Session::new(client)) });
        let service = service
            .custom_method("svcLsp/inspect", Server::inspect)
            .custom_method("svcLsp/generate", Server::generate)
            .custom_method("svcLsp/route", Server::route);
        #[cfg(debug_assertions)]
        let service = service
            .custom_method("svcLsp/test/text", Server::test_text)
            .custom_method("svcLsp/test/panic", Server::test_panic)
            .custom_method("svcLsp/test/work", Server::test_work);
        let (service, socket) = service.finish();
        let session = Arc::clone(&service.inner().session);
        let guard = Guard::new(service, Arc::clone(&session));
        let shut_down = guard.shut_down();
        if let Some(id) = client_process {
            session.end_with(id);
        }
        let gone = session.client_gone.notified();
        transport::serve(input, output, guard, socket, gone).await;
        shut_down.load(Ordering::SeqCst)
    });
    // A thread may still wait for input or count; nothing of it is wanted any more.
    runtime.shutdown_background();
    Ok(shut_down)
}
