-- The routing of the project in a window of its own: what svcLsp/inspect answers, as text.
local M = {}

local function pad(text, width)
  return text .. (" "):rep(width - vim.fn.strdisplaywidth(text))
end

-- Rows of columns, each column as wide as its widest cell.
local function table_of(rows)
  local widths = {}
  for _, row in ipairs(rows) do
    for index, cell in ipairs(row) do
      widths[index] = math.max(widths[index] or 0, vim.fn.strdisplaywidth(cell))
    end
  end
  return vim.tbl_map(function(row)
    local cells = {}
    for index, cell in ipairs(row) do
      cells[index] = pad(cell, widths[index])
    end
    return ("  " .. table.concat(cells, "  ")):gsub("%s+$", "")
  end, rows)
end

local function facts(service)
  local found = {}
  for _, fact in ipairs({ service.framework or service.runtime or "", service.entrypoint or "" }) do
    if fact ~= "" then
      table.insert(found, fact)
    end
  end
  return table.concat(found, ", ")
end

---What the window shows.
---@param inspection table the answer of svcLsp/inspect
---@return string[]
function M.lines(inspection)
  local lines = {}
  if type(inspection.configError) == "table" then
    table.insert(lines, "Vercel rejects this file: " .. inspection.configError.message)
    table.insert(lines, "")
  end
  local services, reached, rows = {}, {}, {}
  for _, service in ipairs(inspection.services) do
    services[service.name] = service
  end
  for _, row in ipairs(inspection.routing) do
    reached[row.service] = true
    table.insert(rows, { row.prefix or row.source or "", "→", row.service, facts(services[row.service] or {}) })
  end
  table.insert(lines, "Routes in matching order")
  vim.list_extend(lines, #rows > 0 and table_of(rows) or { "  No requests are routed to a service." })

  local others = {}
  for _, service in ipairs(inspection.services) do
    if not reached[service.name] then
      table.insert(others, { service.name, service.type or "", facts(service) })
    end
  end
  if #others > 0 then
    vim.list_extend(lines, { "", "Not reached by a path" })
    vim.list_extend(lines, table_of(others))
  end

  local names = vim.tbl_keys(inspection.env)
  if #names > 0 then
    table.sort(names)
    vim.list_extend(lines, { "", "Variables" })
    vim.list_extend(lines, table_of(vim.tbl_map(function(name)
      return { name, inspection.env[name] }
    end, names)))
  end
  return lines
end

---The outcome of a request in words. Other kinds than these come with an `error`.
---@param outcome table
---@return string
local function outcome_in_words(outcome)
  local kind = outcome.kind
  if kind == "path" then
    local file = type(outcome.file) == "string" and outcome.file or outcome.path
    local status = type(outcome.status) == "number" and (" with status %d"):format(outcome.status) or ""
    return ("the build output at %s answers%s"):format(file, status)
  elseif kind == "redirect" then
    return ("redirected to %s (%d)"):format(outcome.location, outcome.status)
  elseif kind == "external" then
    return "sent to another host: " .. outcome.url
  elseif kind == "status" then
    return ("answered with status %d"):format(outcome.status)
  elseif kind == "mitigated" then
    return "the firewall answers: " .. outcome.action
  end
  return outcome.service .. " answers"
end

---What answers a request, in one sentence.
---@param route table the answer of svcLsp/route
---@return string
function M.sentence(route)
  if type(route.error) == "string" then
    return route.error
  end
  local who = outcome_in_words(route.outcome)
  if type(route.received) ~= "table" then
    return who
  end
  local query = route.received.query ~= "" and "?" .. route.received.query or ""
  return ("%s; the application receives %s%s"):format(who, route.received.path, query)
end

---Tells who answers a request for this path.
---@param path string
function M.answer(path)
  require("svc_lsp").request("svcLsp/route", { url = path }, function(route)
    vim.notify("svc-lsp: " .. M.sentence(route))
  end)
end

---Opens the window beside the current vercel.json. `q` closes it.
function M.show()
  require("svc_lsp").request("svcLsp/inspect", {}, function(inspection)
    local buffer = vim.api.nvim_create_buf(false, true)
    vim.api.nvim_buf_set_lines(buffer, 0, -1, false, M.lines(inspection))
    vim.api.nvim_buf_set_option(buffer, "modifiable", false)
    vim.api.nvim_buf_set_option(buffer, "bufhidden", "wipe")
    vim.api.nvim_buf_set_keymap(buffer, "n", "q", "<cmd>close<cr>", { noremap = true, silent = true })
    vim.cmd("botright split")
    vim.api.nvim_win_set_buf(0, buffer)
    vim.api.nvim_win_set_height(0, math.min(vim.api.nvim_buf_line_count(buffer), math.floor(vim.o.lines / 2)))
  end)
end

return M
