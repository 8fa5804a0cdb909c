" A user's session in a real Vim, with ALE; and what vim-lsp is given.
" vim -N -u NONE -i NONE -n -es -S tests/editors/vim/session.vim, with SVC_LSP (the server's path) and the repository's
" root as working directory. Ends with exit code 0 or 1.

set nomore hidden
set runtimepath^=/usr/share/vim-ale
let g:ale_hover_to_preview = 1
let g:ale_update_tagstack = 0
let g:svc_lsp_executable = $SVC_LSP
filetype plugin on
runtime plugin/ale.vim
source editors/vim/svc_lsp.vim

function! s:Wait(what, condition) abort
  for _ in range(400)
    let value = a:condition()
    if !empty(value)
      return value
    endif
    sleep 50m
  endfor
  throw 'timed out: ' . a:what
endfunction

function! s:Expect(holds, what) abort
  if !a:holds
    throw a:what
  endif
endfunction

" Puts the cursor on the text, some characters in.
function! s:GoTo(text, within) abort
  call cursor(1, 1)
  call s:Expect(search('\V' . a:text, 'cW'), 'not in the buffer: ' . a:text)
  call cursor(line('.'), col('.') + a:within)
endfunction

function! s:Findings() abort
  return filter(copy(ale#engine#GetLoclist(bufnr('%'))), {_, finding -> finding.linter_name ==# 'svc-lsp'})
endfunction

" The window that shows a hover has its text.
function! s:Preview() abort
  let windows = filter(range(1, winnr('$')), {_, window -> getwinvar(window, '&previewwindow')})
  return empty(windows) ? '' : join(getbufline(winbufnr(windows[0]), 1, '$'), "\n")
endfunction

" What ALE's omnifunc does, but that it does not give up at the keys that follow.
function! Complete() abort
  let start = ale#completion#OmniFunc(1, '')
  call complete(start + 1, s:Wait('completions', {-> ale#completion#GetCompletionResult() is v:null ? [] : ale#completion#GetCompletionResult()}))
endfunction

function! s:Session(project) abort
  call system('cp -R examples/broken ' . shellescape(a:project))
  execute 'edit' fnameescape(a:project . '/vercel.json')

  " Diagnostics, each at its place and once.
  let findings = s:Wait('diagnostics', {-> len(s:Findings()) >= 3 ? s:Findings() : []})
  for [code, text] in items({'invalid-framework': '"nextsj"', 'missing-route-prefix': '"backend"', 'route-prefix-trailing-slash': '"/admin/"'})
    let found = filter(copy(findings), {_, finding -> get(finding, 'code', '') ==# code})
    call s:Expect(len(found) == 1, code . ' is told ' . len(found) . ' times')
    call s:GoTo(text, 0)
    call s:Expect([found[0].lnum, found[0].col] == [line('.'), col('.')], code . ' is at the wrong place')
  endfor

  " Hover.
  call s:GoTo('"admin"', 2)
  ALEHover
  call s:Expect(s:Wait('the hover', function('s:Preview')) =~# 'ADMIN_URL', 'no variable in the hover: ' . s:Preview())
  pclose

  " Completion, of a slug whose wrong end was deleted.
  call s:GoTo('nextsj', 4)
  call feedkeys("xxi\<Cmd>call Complete()\<CR>\<C-y>\<Esc>", 'tx')
  call s:Expect(search('"framework": "nextjs"', 'nw'), 'the slug was not completed: ' . getline('.'))

  " A code action.
  call s:GoTo('"backend"', 2)
  let actions = []
  call ale#codefix#Execute(0, {data, items -> add(actions, [data, items])})
  let [data, items] = s:Wait('code actions', {-> actions})[0]
  let fix = filter(copy(items), {_, item -> item[1].title =~# 'routePrefix'})
  call s:Expect(!empty(fix), 'no fix adds a routePrefix')
  call ale#codefix#ApplyLSPCodeAction(data, fix[0][1])
  call s:Wait('the prefix', {-> search('"routePrefix": "/[a-z]\+"', 'nw')})

  " Other JSON files are left alone.
  execute 'edit' fnameescape(a:project . '/web/package.json')
  call s:Expect(empty(filter(ale#linter#Get('json'), {_, it -> it.name ==# 'svc-lsp'})), 'the server answers for package.json')
endfunction

" What vim-lsp is given: its documented fields, and a command for vercel.json alone. vim-lsp itself is in no package index: a
" function of its name stands in for it.
function! s:VimLsp(project) abort
  let plugin = a:project . '/vim-lsp'
  call mkdir(plugin . '/autoload', 'p')
  call writefile(['function! lsp#register_server(info) abort', '  let g:given = a:info', 'endfunction'], plugin . '/autoload/lsp.vim')
  execute 'set runtimepath^=' . fnameescape(plugin)
  doautocmd User lsp_setup
  call s:Expect(sort(keys(g:given)) == ['allowlist', 'cmd', 'name', 'workspace_config'], 'other fields: ' . string(keys(g:given)))
  execute 'edit' fnameescape(a:project . '/vercel.json')
  call s:Expect(index(g:given.allowlist, &filetype) >= 0, 'not among the file types: ' . &filetype)
  call s:Expect(g:given.cmd(g:given) == [$SVC_LSP, '--stdio'], 'another command: ' . string(g:given.cmd(g:given)))
  call s:Expect(has_key(g:given.workspace_config, 'svcLsp'), 'no settings')
  " vim-lsp starts nothing where the command is empty.
  execute 'edit' fnameescape(a:project . '/web/package.json')
  call s:Expect(empty(g:given.cmd(g:given)), 'a command for package.json')
endfunction

let s:project = tempname()
try
  call s:Session(s:project)
  call s:VimLsp(s:project)
  let s:said = 'vim: passed'
catch
  let s:said = 'vim: ' . v:exception . ' at ' . v:throwpoint
endtry
call delete(s:project, 'rf')
verbose echo s:said
execute s:said ==# 'vim: passed' ? 'qall!' : 'cquit!'
