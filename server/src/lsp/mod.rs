//! The language server: LSP over standard input and output.

mod client_capabilities;
mod client_process;
mod code;
mod code_documents;
mod commands;
mod convert;
mod document;
#[cfg(target_family = "wasm")]
mod embedded;
mod file;
mod guard;
pub mod lenient;
mod message;
mod progress;
mod projects;
mod routing;
mod sent_tokens;
mod server;
mod server_capabilities;
mod session;
mod settings;
mod source_diagnostics;
mod sources;
mod state;
#[cfg(not(target_family = "wasm"))]
mod stdio;
mod task;
#[cfg(debug_assertions)]
mod test_hooks;
mod test_requests;
#[cfg(not(target_family = "wasm"))]
mod transport;
mod uri;
mod watch;
mod workspace_diagnostics;
mod workspace_files;

#[cfg(not(target_family = "wasm"))]
use std::io;
#[cfg(not(target_family = "wasm"))]
use std::process::ExitCode;
use std::sync::Arc;
#[cfg(not(target_family = "wasm"))]
use std::sync::atomic::Ordering;

use tower_lsp::{ClientSocket, LspService};

#[cfg(target_family = "wasm")]
pub use embedded::Embedded;
use guard::Guard;
use server::Server;
use session::Session;
#[cfg(not(target_family = "wasm"))]
pub use transport::Output;

/// How many requests are worked on at the same time; those of one file leave a worker to the others. Each worker keeps the memory
/// that its largest answer took.
const MAX_WORKERS: usize = 3;

/// Serves one client over standard input and output until it asks for the end or is gone. The exit code is 0 if it asked
/// for `shutdown` first, and 1 if not.
///
/// # Errors
///
/// If the system gives no threads.
#[cfg(not(target_family = "wasm"))]
pub fn run(client_process: Option<u32>) -> io::Result<ExitCode> {
    std::panic::set_hook(Box::new(|panic| tracing::error!("{panic}")));
    let shut_down = serve(stdio::input(), stdio::Stdout::new()?, client_process)?;
    Ok(if shut_down { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Serves one client until it asks for the end, is gone, or its input ends; whether it asked for `shutdown`.
///
/// # Errors
///
/// If the system gives no threads.
#[cfg(not(target_family = "wasm"))]
pub fn serve(
    input: impl io::Read + Send + 'static,
    output: impl Output,
    client_process: Option<u32>,
) -> io::Result<bool> {
    // Nothing that takes long runs on it: one thread is enough.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .max_blocking_threads(MAX_WORKERS)
        .thread_stack_size(svc_syntax::STACK_BYTES)
        .enable_time()
        .build()?;
    // Every check needs it: it is there before the first file comes.
    runtime.spawn_blocking(svc_config::model);
    let served = runtime.block_on(async {
        let (guard, session, socket) = service();
        let shut_down = guard.shut_down();
        if let Some(id) = client_process {
            session.end_with(id);
        }
        let gone = session.client_exited.notified();
        transport::serve(input, output, guard, socket, gone).await?;
        Ok(shut_down.load(Ordering::SeqCst))
    });
    // A thread may still wait for input or count; nothing of it is wanted any more.
    runtime.shutdown_background();
    served
}

/// The service that answers one client, its session, and where what it asks the client comes out.
fn service() -> (Guard<LspService<Server>>, Arc<Session>, ClientSocket) {
    let service = LspService::build(|client| Server { session: Arc::new(Session::new(client)) });
    let service = service
        .custom_method("svcLsp/inspect", Server::inspect)
        .custom_method("svcLsp/generate", Server::generate)
        .custom_method("svcLsp/route", Server::route)
        .custom_method("svcLsp/requestTests", Server::request_tests)
        .custom_method("svcLsp/runRequestTests", Server::run_request_tests)
        .custom_method("svcLsp/addRequestTest", Server::add_request_test)
        .custom_method("svcLsp/rulePage", Server::rule_page);
    #[cfg(debug_assertions)]
    let service = service
        .custom_method("svcLsp/test/text", Server::test_text)
        .custom_method("svcLsp/test/panic", Server::test_panic)
        .custom_method("svcLsp/test/work", Server::test_work);
    let (service, socket) = service.finish();
    let session = Arc::clone(&service.inner().session);
    (Guard::new(service, Arc::clone(&session)), session, socket)
}
