" svc-lsp in Vim: with ALE or vim-lsp. Source it from your vimrc, after the plug-ins are on the 'runtimepath'.
" Optional, before it: let g:svc_lsp_executable = '/path/to/svc-lsp', let g:svc_lsp_settings = {'deploymentHost': '...'}

let s:executable = get(g:, 'svc_lsp_executable', 'svc-lsp')
let s:settings = {'svcLsp': get(g:, 'svc_lsp_settings', {})}

" ALE puts an item's text where the word stands, whatever range the item names: inside a string the quotes are there already.
function! s:WithoutQuotes(buffer, item) abort
  if has_key(a:item, 'textEdit') && getline('.')[: col('.') - 2] =~# '"\k*$'
    let a:item.textEdit.newText = substitute(a:item.textEdit.newText, '^"\([^"]*\)".*', '\1', '')
  endif
  return 1
endfunction

if !empty(globpath(&runtimepath, 'autoload/ale.vim'))
  call ale#linter#Define('json', {
        \ 'name': 'svc-lsp',
        \ 'lsp': 'stdio',
        \ 'executable': s:executable,
        \ 'command': '%e --stdio',
        \ 'project_root': {buffer -> fnamemodify(bufname(buffer), ':p:h')},
        \ 'lsp_config': s:settings,
        \ 'completion_filter': function('s:WithoutQuotes'),
        \ })
endif

augroup svc_lsp
  autocmd!
  " ALE: this server alone for vercel.json, and for no other JSON file.
  autocmd BufNewFile,BufRead vercel.json,svc-lsp.jsonc let b:ale_linters = ['svc-lsp']
  " vim-lsp knows file types only: for another JSON file there is no command to start.
  autocmd User lsp_setup call lsp#register_server({
        \ 'name': 'svc-lsp',
        \ 'cmd': {server -> index(['vercel.json', 'svc-lsp.jsonc'], expand('%:t')) >= 0 ? [s:executable, '--stdio'] : []},
        \ 'allowlist': ['json', 'jsonc'],
        \ 'workspace_config': s:settings,
        \ })
augroup END
