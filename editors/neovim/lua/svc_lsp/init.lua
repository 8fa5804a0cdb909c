-- svc-lsp for Neovim: require("svc_lsp").setup() in your configuration, on Neovim 0.7 and newer.
local M = {}

---@class svc_lsp.Options
---@field cmd? string[] how the server is started; { "svc-lsp", "--stdio" } by default
---@field settings? table the section `svcLsp`: rules, deploymentHost, plan, inlayHints
---@field on_attach? fun(client: table, buffer: integer)

---@param options? svc_lsp.Options
function M.setup(options)
  options = options or {}
  M._cmd = options.cmd
  local config = {
    name = "svc_lsp",
    cmd = M.command(),
    settings = { svcLsp = options.settings or vim.empty_dict() },
    on_attach = options.on_attach,
  }
  if vim.lsp.config and vim.lsp.enable then
    config.name = nil
    vim.lsp.config("svc_lsp", config)
    vim.lsp.enable("svc_lsp")
  else
    M._attach_on_open(config)
  end
end

---How the server is started.
---@return string[]
function M.command()
  local configured = vim.lsp.config and vim.lsp.config.svc_lsp
  return M._cmd or configured and configured.cmd or { "svc-lsp", "--stdio" }
end

---The servers that run, one for each project.
function M.clients()
  local all = vim.lsp.get_clients and vim.lsp.get_clients() or vim.lsp.get_active_clients()
  return vim.tbl_filter(function(client)
    return client.name == "svc_lsp"
  end, all)
end

---Asks the server of the current buffer; says so where there is none, or why it can't answer.
---@param method string
---@param params table what the request needs beside `textDocument`
---@param on_answer fun(answer: table)
function M.request(method, params, on_answer)
  local buffer = vim.api.nvim_get_current_buf()
  for _, client in ipairs(M.clients()) do
    if vim.lsp.buf_is_attached(buffer, client.id) then
      params.textDocument = { uri = vim.uri_from_bufnr(buffer) }
      local function answered(failure, answer)
        if failure then
          vim.notify("svc-lsp: " .. failure.message, vim.log.levels.WARN)
        elseif answer ~= nil and answer ~= vim.NIL then
          on_answer(answer)
        end
      end
      -- A method since 0.11, a function before.
      if vim.fn.has("nvim-0.11") == 1 then
        client:request(method, params, answered, buffer)
      else
        client.request(method, params, answered, buffer)
      end
      return
    end
  end
  vim.notify("svc-lsp: this buffer isn't a vercel.json with a running server", vim.log.levels.WARN)
end

---Rewrites `experimentalServices` as `services`; the server sends the edit.
function M.migrate()
  local uri = vim.uri_from_bufnr(0)
  M.request("workspace/executeCommand", { command = "svcLsp.migrateServices", arguments = { { uri = uri } } }, function() end)
end

-- Before 0.11 the plugin starts the server itself, one for each project.
function M._attach_on_open(config)
  local clients = {}
  local known = dofile(vim.api.nvim_get_runtime_file("lsp/svc_lsp.lua", false)[1])
  local function attach(buffer)
    known.root_dir(buffer, function(root)
      local id = clients[root]
      if not id or not vim.lsp.get_client_by_id(id) then
        id = vim.lsp.start_client(vim.tbl_extend("force", config, {
          root_dir = root,
          workspace_folders = { { uri = vim.uri_from_fname(root), name = root } },
          capabilities = vim.lsp.protocol.make_client_capabilities(),
        }))
        clients[root] = id
      end
      if id then
        vim.lsp.buf_attach_client(buffer, id)
      end
    end)
  end

  vim.api.nvim_create_autocmd("FileType", {
    group = vim.api.nvim_create_augroup("svc_lsp", { clear = true }),
    pattern = known.filetypes,
    callback = function(event)
      attach(event.buf)
    end,
  })
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(buffer) and vim.tbl_contains(known.filetypes, vim.bo[buffer].filetype) then
      attach(buffer)
    end
  end
end

return M
