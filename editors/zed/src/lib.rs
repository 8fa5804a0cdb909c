//! Starts `svc-lsp` for Zed: the one that the settings name, else the one on the `PATH`.

use zed_extension_api::settings::LspSettings;
use zed_extension_api::{self as zed, Command, LanguageServerId, Result, Worktree, serde_json};

struct SvcLsp;

impl zed::Extension for SvcLsp {
    fn new() -> Self {
        SvcLsp
    }

    fn language_server_command(&mut self, id: &LanguageServerId, worktree: &Worktree) -> Result<Command> {
        let named = LspSettings::for_worktree(id.as_ref(), worktree)?.binary.and_then(|binary| binary.path);
        let command = named.or_else(|| worktree.which("svc-lsp")).ok_or(
            "svc-lsp is not on the PATH: install it, or name it in the setting lsp.svc-lsp.binary.path",
        )?;
        Ok(Command { command, args: vec!["--stdio".to_owned()], env: worktree.shell_env() })
    }

    fn language_server_workspace_configuration(
        &mut self,
        id: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<serde_json::Value>> {
        let settings = LspSettings::for_worktree(id.as_ref(), worktree)?.settings.unwrap_or_default();
        Ok(Some(serde_json::json!({ "svcLsp": settings })))
    }
}

zed::register_extension!(SvcLsp);
