-- The configuration that Neovim 0.11 and newer find by themselves: vim.lsp.enable("svc_lsp")
return {
  cmd = { "svc-lsp", "--stdio" },
  filetypes = { "json", "jsonc" },
  -- Every JSON buffer asks here; only vercel.json and svc-lsp.jsonc get the server.
  root_dir = function(buffer, on_dir)
    local path = vim.api.nvim_buf_get_name(buffer)
    if vim.tbl_contains({ "vercel.json", "svc-lsp.jsonc" }, vim.fs.basename(path)) then
      on_dir(vim.fs.root(buffer, ".git") or vim.fs.dirname(path))
    end
  end,
}
