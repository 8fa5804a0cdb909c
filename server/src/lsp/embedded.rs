//! The server inside a browser: messages are strings, and the page's event loop runs the tasks.

use std::rc::Rc;
use std::sync::Arc;

use futures::channel::mpsc::{self, UnboundedSender};
use futures::{FutureExt as _, SinkExt as _, StreamExt as _};
use tower::Service as _;
use tower_lsp::LspService;
use tower_lsp::jsonrpc::Response;

use super::guard::Guard;
use super::message::{Incoming, decode, json};
use super::server::Server;
use super::session::Session;
use super::task;

/// A server for one client.
pub struct Embedded {
    guard: Guard<LspService<Server>>,
    session: Arc<Session>,
    /// What the client answers.
    responses: UnboundedSender<Response>,
    send: Rc<dyn Fn(String)>,
}

impl Embedded {
    /// A server that sends its messages through a function.
    pub fn new(send: impl Fn(String) + 'static) -> Embedded {
        let send: Rc<dyn Fn(String)> = Rc::new(send);
        let (guard, session, socket) = super::service();
        let (mut to_client, mut from_client) = socket.split();
        let (responses, mut received) = mpsc::unbounded();
        let sent = Rc::clone(&send);
        task::spawn(async move {
            while let Some(request) = to_client.next().await {
                sent(json(&request));
            }
        });
        task::spawn(async move {
            while let Some(response) = received.next().await {
                let _ = from_client.send(response).await;
            }
        });
        Embedded { guard, session, responses, send }
    }

    /// Looks at every project anew: what wasn't given before is now.
    pub fn look_again(&self) {
        let projects = self.session.state().projects();
        self.session.projects_changed(&projects);
    }

    /// Takes a message of the client.
    pub fn receive(&mut self, message: &str) {
        match decode(message.as_bytes()) {
            Incoming::Malformed(answer) => (self.send)(json(&answer)),
            Incoming::Response(response) => _ = self.responses.unbounded_send(response),
            Incoming::Request(request) => {
                let ready = std::future::poll_fn(|context| self.guard.poll_ready(context));
                // Never after `exit`.
                if !matches!(ready.now_or_never(), Some(Ok(()))) {
                    return;
                }
                let (answer, send) = (self.guard.call(request), Rc::clone(&self.send));
                task::spawn(async move {
                    if let Ok(Some(answer)) = answer.await {
                        send(answer);
                    }
                });
            }
        }
    }
}
