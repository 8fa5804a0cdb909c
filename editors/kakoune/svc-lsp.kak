# svc-lsp in Kakoune: source this from your kakrc, after kakoune-lsp's own lines.

# A file type of its own, so that no other JSON server answers beside this one.
hook global BufCreate (.*/)?(vercel\.json|svc-lsp\.jsonc) %{ set-option buffer filetype vercel-json }
hook global WinSetOption filetype=vercel-json %{
    require-module json
    add-highlighter window/vercel-json ref json
    hook -once -always window WinSetOption filetype=.* %{ remove-highlighter window/vercel-json }
}

hook global BufSetOption filetype=vercel-json %{
    set-option buffer lsp_language_id vercel-json
    set-option buffer lsp_servers %{
        [svc-lsp]
        args = ["--stdio"]
        root_globs = [".git", "vercel.json"]
        settings_section = "_"
        [svc-lsp.settings._]
        # svcLsp.deploymentHost = "my-app.vercel.app"
    }
}
hook global WinSetOption filetype=vercel-json lsp-enable-window
