# Source this from your kakrc, after kak-lsp's own lines.
hook global BufCreate .*/vercel\.json %{ set-option buffer filetype vercel-json }
hook global WinSetOption filetype=vercel-json %{
    require-module json
    add-highlighter window/vercel-json ref json
    hook -once -always window WinSetOption filetype=.* %{ remove-highlighter window/vercel-json }
    lsp-enable-window
}
