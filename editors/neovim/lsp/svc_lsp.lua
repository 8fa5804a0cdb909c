-- The configuration that Neovim 0.11 and newer find by themselves: vim.lsp.enable("svc_lsp")

-- Whether a vercel.json declares services.
local function has_services(path)
  local file = io.open(path)
  local text = file and file:read(1024 * 1024) or ""
  if file then
    file:close()
  end
  return text:find('"services"%s*:') ~= nil or text:find('"experimentalServices"%s*:') ~= nil
end

return {
  cmd = { "svc-lsp", "--stdio" },
  filetypes = {
    "json",
    "jsonc",
    -- Source code, where the server finds variables and URLs of services.
    "astro",
    "go",
    "javascript",
    "javascriptreact",
    "python",
    "ruby",
    "rust",
    "svelte",
    "typescript",
    "typescriptreact",
    "vue",
  },
  -- Every buffer of these languages asks here. Only vercel.json, svc-lsp.jsonc, and source code below a vercel.json with services get
  -- the server.
  root_dir = function(buffer, on_dir)
    local path = vim.api.nvim_buf_get_name(buffer)
    local folder = vim.fn.fnamemodify(path, ":p:h")
    local upwards = vim.fn.escape(folder, " ") .. ";"
    local language = vim.bo[buffer].filetype
    local root
    if vim.tbl_contains({ "vercel.json", "svc-lsp.jsonc" }, vim.fn.fnamemodify(path, ":t")) then
      root = folder
    elseif language ~= "json" and language ~= "jsonc" then
      local configs = vim.tbl_filter(has_services, vim.fn.findfile("vercel.json", upwards, -1))
      root = configs[1] and vim.fn.fnamemodify(configs[1], ":p:h")
    end
    if not root then
      return
    end
    local git = vim.fn.finddir(".git", upwards)
    -- In a worktree, it is a file.
    local link = vim.fn.findfile(".git", upwards)
    if git ~= "" then
      root = vim.fn.fnamemodify(git, ":p:h:h")
    elseif link ~= "" then
      root = vim.fn.fnamemodify(link, ":p:h")
    end
    on_dir(root)
  end,
}
