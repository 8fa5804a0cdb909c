---@brief
---
--- https://github.com/svc-lsp/svc-lsp
---
--- Language server for Vercel's `vercel.json`: what Vercel rejects, what won't work as written, services, routing and
--- environment variables.
---
--- ```sh
--- npm install --global svc-lsp
--- ```

---@type vim.lsp.Config
return {
  cmd = { 'svc-lsp', '--stdio' },
  filetypes = { 'json', 'jsonc' },
  -- Other JSON files don't get the server.
  root_dir = function(bufnr, on_dir)
    local path = vim.api.nvim_buf_get_name(bufnr)
    if vim.tbl_contains({ 'vercel.json', 'svc-lsp.jsonc' }, vim.fs.basename(path)) then
      on_dir(vim.fs.root(bufnr, '.git') or vim.fs.dirname(path))
    end
  end,
}
