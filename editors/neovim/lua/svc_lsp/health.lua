-- :checkhealth svc_lsp
local M = {}

-- The names before Neovim 0.10, and before 0.8.
local health = vim.health or require("health")
local start = health.start or health.report_start
local ok = health.ok or health.report_ok
local warn = health.warn or health.report_warn
local fail = health.error or health.report_error

function M.check()
  start("svc-lsp")
  if vim.fn.has("nvim-0.7") == 0 then
    fail("Neovim 0.7 or newer is required")
    return
  end
  local command = require("svc_lsp").command()
  if vim.fn.executable(command[1]) == 0 then
    fail(("`%s` wasn't found or isn't executable"):format(command[1]), {
      "Put `svc-lsp` on your PATH, or set its path: require('svc_lsp').setup({ cmd = { '/path/to/svc-lsp', '--stdio' } })",
    })
    return
  end
  local version = vim.trim(vim.fn.system({ command[1], "--version" }))
  if version:match("^svc%-lsp %S+") then
    ok(("%s: %s"):format(version, vim.fn.exepath(command[1])))
  else
    fail(("`%s` isn't svc-lsp: `--version` printed %q"):format(command[1], version))
  end
  local clients = require("svc_lsp").clients()
  if #clients == 0 then
    warn("The server isn't running. It starts when you open a vercel.json")
  end
  for _, client in ipairs(clients) do
    ok(("The server is running for %s"):format(client.config.root_dir or "a file without a project"))
  end
end

return M
