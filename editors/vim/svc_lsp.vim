" svc-lsp in Vim: with vim-lsp or ALE. Source it from your vimrc.

augroup svc_lsp
  autocmd!
  if exists('*lsp#register_server') || !empty(globpath(&runtimepath, 'autoload/lsp.vim'))
    autocmd User lsp_setup call lsp#register_server({
          \ 'name': 'svc-lsp',
          \ 'cmd': {server_info -> ['svc-lsp', '--stdio']},
          \ 'allowlist': ['json'],
          \ })
  endif
augroup END

if !empty(globpath(&runtimepath, 'autoload/ale.vim'))
  function! s:ProjectRoot(buffer) abort
    return fnamemodify(bufname(a:buffer), ':p:h')
  endfunction

  call ale#linter#Define('json', {
        \ 'name': 'svc-lsp',
        \ 'lsp': 'stdio',
        \ 'executable': get(g:, 'svc_lsp_executable', 'svc-lsp'),
        \ 'command': '%e --stdio',
        \ 'project_root': function('s:ProjectRoot'),
        \ })
endif
