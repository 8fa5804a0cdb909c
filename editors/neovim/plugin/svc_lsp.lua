if vim.fn.has("nvim-0.7") == 0 or vim.g.loaded_svc_lsp then
  return
end
vim.g.loaded_svc_lsp = true

vim.api.nvim_create_user_command("SvcLspRouting", function()
  require("svc_lsp.routing").show()
end, { desc = "Show the routing and the generated variables" })

vim.api.nvim_create_user_command("SvcLspRoute", function(command)
  require("svc_lsp.routing").answer(command.args)
end, { nargs = 1, desc = "Show what answers a request for this path" })

vim.api.nvim_create_user_command("SvcLspMigrate", function()
  require("svc_lsp").migrate()
end, { desc = "Migrate experimentalServices to services" })
