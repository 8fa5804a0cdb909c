-- A user's session in a real Neovim: opens a project with mistakes and asserts on what the editor's own client received.
-- Needs SVC_LSP (the server's path) and the repository's root as working directory. Ends with exit code 0 or 1.

local server = assert(os.getenv("SVC_LSP"), "SVC_LSP names the server")
local repository = vim.fn.getcwd()
vim.opt.runtimepath:prepend(repository .. "/editors/neovim")
vim.opt.swapfile = false
vim.cmd("filetype on")
vim.cmd("runtime plugin/svc_lsp.lua")

local function wait(what, condition)
  local value
  local met = vim.wait(15000, function()
    value = condition()
    return value
  end, 20)
  assert(met, "timed out: " .. what)
  return value
end

local function edit(path)
  vim.cmd("edit " .. vim.fn.fnameescape(path))
  return vim.api.nvim_get_current_buf()
end

-- Line and column, from 0, of the nth place where the text stands.
local function position(buffer, text, column_in_text)
  for index, line in ipairs(vim.api.nvim_buf_get_lines(buffer, 0, -1, false)) do
    local column = line:find(text, 1, true)
    if column then
      return { line = index - 1, character = column - 1 + (column_in_text or 0) }
    end
  end
  error("not in the buffer: " .. text)
end

local function request(buffer, method, params)
  params.textDocument = { uri = vim.uri_from_bufnr(buffer) }
  local answers, failure = vim.lsp.buf_request_sync(buffer, method, params, 10000)
  assert(answers, method .. ": " .. tostring(failure))
  for _, answer in pairs(answers) do
    assert(not answer.error, method .. ": " .. vim.inspect(answer.error))
    return answer.result
  end
  error(method .. ": nobody answered")
end

local function by_code(buffer)
  local found = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(buffer)) do
    assert(diagnostic.source == "svc-lsp", "a stranger's diagnostic: " .. vim.inspect(diagnostic))
    local code = diagnostic.code or diagnostic.user_data.lsp.code
    assert(not (found[code] and found[code].lnum == diagnostic.lnum), "told twice: " .. code)
    found[code] = diagnostic
  end
  return found
end

local function text_of(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), "\n")
end

local function go_to(buffer, text, column_in_text)
  local place = position(buffer, text, column_in_text)
  vim.api.nvim_win_set_cursor(0, { place.line + 1, place.character })
end

local function keys(typed)
  return vim.api.nvim_replace_termcodes(typed, true, false, true)
end

-- Types on a new line behind a text, takes the first completion and waits for what it comes to. Where the editor then lists the values
-- of a choice, takes the first of them, too.
local function complete(buffer, behind, typed, expected)
  vim.opt.completeopt = "menuone,noselect"
  vim.bo[buffer].omnifunc = "v:lua.vim.lsp.omnifunc"
  if vim.lsp.completion then
    vim.lsp.completion.enable(true, vim.lsp.get_clients({ bufnr = buffer })[1].id, buffer)
  end
  go_to(buffer, behind)
  local timer = vim.loop.new_timer()
  local left, taken = 300, nil
  timer:start(50, 50, vim.schedule_wrap(function()
    left = left - 1
    local first = vim.fn.pumvisible() == 1 and vim.fn.complete_info({ "items" }).items[1]
    if first and first.word ~= taken then
      taken = first.word
      vim.api.nvim_input("<C-n><C-y>")
    elseif left == 0 or text_of(buffer):find(expected, 1, true) then
      vim.cmd("stopinsert")
    end
  end))
  vim.api.nvim_feedkeys(keys("o" .. typed .. "<C-x><C-o>"), "tx!", false)
  timer:close()
  assert(text_of(buffer):find(expected, 1, true), expected .. " was not completed:\n" .. text_of(buffer))
end

-- Completion, rename, code action and formatting by the editor's own commands.
local function as_a_person(buffer)
  vim.bo[buffer].expandtab = true
  vim.bo[buffer].shiftwidth = 2

  -- A key is typed on a new line; it comes with its quotes, a value and the comma behind it.
  complete(buffer, '"backend": {', '"framew', '"framework": "express",\n')
  vim.cmd("normal! dd")

  -- A service is renamed wherever it is named.
  go_to(buffer, '"admin"', 1)
  vim.lsp.buf.rename("panel")
  wait("the rename", function()
    return text_of(buffer):find('"panel": {', 1, true) and not text_of(buffer):find('"admin": {', 1, true)
  end)

  -- A quick fix is chosen from the editor's list.
  wait("the slash to be found", function()
    local slash = by_code(buffer)["route-prefix-trailing-slash"]
    return slash and slash.lnum == position(buffer, '"/admin/"').line
  end)
  go_to(buffer, '"/admin/"', 1)
  local offered = {}
  vim.ui.select = function(items, options, choose)
    for index, item in ipairs(items) do
      local title = options.format_item(item)
      offered[#offered + 1] = title
      if title:find('/admin`', 1, true) then
        return choose(item, index)
      end
    end
  end
  vim.lsp.buf.code_action()
  local fixed = vim.wait(15000, function()
    return text_of(buffer):find('"routePrefix": "/admin",', 1, true)
  end, 20)
  assert(fixed, "no fix was applied of " .. vim.inspect(offered))

  -- The file is formatted.
  local place = position(buffer, '"panel"')
  vim.api.nvim_buf_set_text(buffer, place.line, 0, place.line, place.character, { "            " })
  if vim.lsp.buf.format then
    vim.lsp.buf.format({ timeout_ms = 10000 })
  else
    vim.lsp.buf.formatting_sync(nil, 10000)
  end
  assert(text_of(buffer):find('\n    "panel": {\n'), "the file was not formatted:\n" .. text_of(buffer))
end

-- Source code that reads a variable of a service in three languages, in a project of its own.
local function in_code()
  local project = vim.fn.tempname() .. "/shop with spaces"
  vim.fn.mkdir(vim.fn.fnamemodify(project, ":h"), "p")
  vim.fn.system({ "cp", "-R", repository .. "/examples/shop", project })
  vim.fn.mkdir(project .. "/tools")
  vim.fn.writefile({ "package main", 'import "os"', 'var url = os.Getenv("BACKEND_URL")' }, project .. "/tools/main.go")
  vim.fn.writefile({ "const a = process.env.BACKEND_URL;", 'fetch("/api/products");', "" }, project .. "/web/app/page.tsx")

  -- No vercel.json was opened: the server comes with the code.
  local function hovered(buffer, text, said)
    return wait("a hover on " .. text, function()
      -- Before its server is ready, nobody answers.
      local ok, answer = pcall(request, buffer, "textDocument/hover", { position = position(buffer, text, 2) })
      return ok and answer and answer ~= vim.NIL and answer.contents.value:find(said, 1, true)
    end)
  end
  local page = edit(project .. "/web/app/page.tsx")
  hovered(page, "BACKEND_URL", "the URL of `backend`")
  hovered(page, '"/api/products"', "**`GET /api/products`** → `backend`, which sees `/products`")
  local python = edit(project .. "/mailer/digest.py")
  hovered(python, "BACKEND_URL", "the URL of `backend`")
  local function server_of(buffer)
    for _, client in ipairs(require("svc_lsp").clients()) do
      if vim.lsp.buf_is_attached(buffer, client.id) then
        return client.id
      end
    end
  end
  assert(server_of(page) and server_of(page) == server_of(python), "more than one server for the project")

  -- The definition is in vercel.json.
  local found = request(python, "textDocument/definition", { position = position(python, "BACKEND_URL", 2) })
  local first = found[1] or found
  assert((first.targetUri or first.uri):find("vercel.json", 1, true), vim.inspect(found))

  -- A variable is completed.
  vim.cmd("buffer " .. page)
  complete(page, "fetch(", "process.env.RECOMM", "process.env.RECOMMENDATIONS_URL")

  -- A rename in vercel.json changes all three.
  local config = edit(project .. "/vercel.json")
  wait("the server for vercel.json", function()
    return server_of(config)
  end)
  go_to(config, '"backend"', 2)
  vim.lsp.buf.rename("products")
  local go = vim.fn.bufadd(project .. "/tools/main.go")
  wait("the rename", function()
    local all = { page, python, go }
    return #vim.tbl_filter(function(buffer)
      return vim.api.nvim_buf_is_loaded(buffer) and text_of(buffer):find("PRODUCTS_URL", 1, true)
    end, all) == 3
  end)
  assert(text_of(config):find('"products": {', 1, true) and not text_of(page):find("BACKEND_URL", 1, true))

  -- Code of a project without services is left alone.
  local above = vim.fn.fnamemodify(project, ":h")
  vim.fn.writefile({ '{ "rewrites": [] }' }, above .. "/vercel.json")
  vim.fn.writefile({ "process.env.BACKEND_URL" }, above .. "/other.ts")
  local other = edit(above .. "/other.ts")
  assert(not server_of(other), "the server is attached to other code")
  vim.cmd("%bwipeout!")
  vim.fn.delete(above, "rf")
end

local function session()
  local project = vim.fn.tempname()
  vim.fn.mkdir(project, "p")
  vim.fn.system({ "cp", "-R", repository .. "/examples/broken", project .. "/shöp with spaces" })
  require("svc_lsp").setup({ cmd = { server, "--stdio" } })
  local buffer = edit(project .. "/shöp with spaces/vercel.json")

  -- Diagnostics: every mistake, each at its place.
  local found = wait("diagnostics", function()
    local all = by_code(buffer)
    return all["invalid-framework"] and all
  end)
  for code, text in pairs({
    ["invalid-framework"] = '"nextsj"',
    ["missing-route-prefix"] = '"backend"',
    ["route-prefix-trailing-slash"] = '"/admin/"',
  }) do
    assert(found[code], code .. " is missing among " .. vim.inspect(vim.tbl_keys(found)))
    local place = position(buffer, text)
    assert(found[code].lnum == place.line and found[code].col == place.character, code .. " is at the wrong place")
  end

  -- Hover: the variables that a service generates, and the routing.
  local hover = request(buffer, "textDocument/hover", { position = position(buffer, '"admin"', 2) })
  local text = hover.contents.value
  assert(text:find("ADMIN_URL", 1, true), "no variable in the hover: " .. text)

  -- Completion: the slug is replaced as a whole.
  local list = request(buffer, "textDocument/completion", { position = position(buffer, '"nextsj"', 3) })
  local nextjs
  for _, item in ipairs(list.items or list) do
    if item.label:find("nextjs", 1, true) then
      nextjs = item
    end
  end
  assert(nextjs, "nextjs is not offered")
  vim.lsp.util.apply_text_edits({ nextjs.textEdit }, buffer, "utf-8")
  assert(position(buffer, '"framework": "nextjs",'), "the slug was not replaced")

  -- The finding goes with its cause.
  wait("the finding to go", function()
    return not by_code(buffer)["invalid-framework"]
  end)

  -- A code action.
  local line = position(buffer, '"backend"')
  local place = { start = line, ["end"] = { line = line.line, character = line.character + 1 } }
  local actions = request(buffer, "textDocument/codeAction", { range = place, context = { diagnostics = {} } })
  local fix
  for _, action in ipairs(actions) do
    if action.kind == "quickfix" and action.title:find("routePrefix", 1, true) then
      fix = action
    end
  end
  assert(fix, "no fix adds a routePrefix: " .. vim.inspect(actions))
  vim.lsp.util.apply_workspace_edit(fix.edit, "utf-8")
  assert(table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), "\n"):find('"routePrefix": "/%l+"'), "the fix was not applied")

  as_a_person(buffer)

  -- The routing, in a window of its own.
  vim.cmd("SvcLspRouting")
  local routing = wait("the routing", function()
    local shown = vim.api.nvim_get_current_buf()
    return shown ~= buffer and shown
  end)
  local shown = table.concat(vim.api.nvim_buf_get_lines(routing, 0, -1, false), "\n")
  for _, text in ipairs({ "/backend", "→", "express", "PANEL_URL" }) do
    assert(shown:find(text, 1, true), text .. " is missing in the routing:\n" .. shown)
  end
  vim.cmd("close")

  -- Who answers a request, in a message.
  local said
  local notify = vim.notify
  vim.notify = function(message)
    said = message
  end
  vim.cmd("SvcLspRoute /backend/users?page=2")
  wait("the answer", function()
    return said
  end)
  vim.notify = notify
  assert(said == "svc-lsp: backend answers; the application receives /users?page=2", said)

  -- The migration, and back.
  local before = vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
  vim.cmd("SvcLspMigrate")
  wait("the migration", function()
    local text = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), "\n")
    return text:find('"services": {', 1, true) and not text:find("experimentalServices", 1, true)
  end)
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, before)

  -- The health of it.
  vim.cmd("checkhealth svc_lsp")
  local health = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n")
  assert(health:find("svc%-lsp %d+%.%d+%.%d+ %(Vercel CLI [%d.]+%): " .. vim.pesc(server)), "the server's version is missing in :checkhealth:\n" .. health)
  assert(health:find("The server is running for", 1, true), health)
  vim.cmd("bwipeout!")

  vim.cmd("bwipeout! " .. buffer)
  vim.fn.delete(project, "rf")
  in_code()
end

local ok, failure = xpcall(session, debug.traceback)
io.stderr:write(ok and "neovim: passed\n" or ("neovim: " .. tostring(failure) .. "\n"))
vim.cmd(ok and "qall!" or "cquit 1")
