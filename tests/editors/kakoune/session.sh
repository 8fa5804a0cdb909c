#!/usr/bin/env bash
# A person's session in a real Kakoune, in a terminal of tmux. session.sh KAK_LSP SERVER, from the repository's root.
set -euo pipefail
client=$1 server=$2
repository=$PWD
folder=$(mktemp -d)
socket="$folder/tmux"
tmux() { command tmux -S "$socket" -f /dev/null "$@"; }
# kak-lsp is a process of its own, which outlives a Kakoune that is killed.
finish() {
  for pid in "$folder"/run/kakoune-lsp/*/pid; do kill "$(cat "$pid" 2>/dev/null)" 2>/dev/null || true; done
  tmux kill-server 2>/dev/null || true
  rm -rf "$folder"
}
trap finish EXIT

cp -R examples/broken "$folder/project"
mkdir -p "$folder/project/.git" "$folder/config/kak" "$folder/bin" "$folder/run"
chmod 700 "$folder/run"
ln -s "$server" "$folder/bin/svc-lsp"
ln -s "$client" "$folder/bin/kak-lsp"
cat > "$folder/config/kak/kakrc" <<RC
eval %sh{ kak-lsp }
source $repository/editors/kakoune/svc-lsp.kak
set-option global lsp_hover_anchor false
RC

tmux new-session -d -x 160 -y 45 "cd $folder/project && HOME=$folder XDG_CONFIG_HOME=$folder/config XDG_RUNTIME_DIR=$folder/run PATH=$folder/bin:\$PATH kak vercel.json"

screen() { tmux capture-pane -p; }
keys() { tmux send-keys "$@"; sleep 0.3; }
command_line() { keys Escape; keys ":$1" Enter; }
wait_for() {
  for _ in $(seq 150); do
    if screen | grep -qE "$1"; then return; fi
    sleep 0.1
  done
  echo "kakoune: timed out waiting for: $1"; screen; exit 1
}

wait_for '^\*      "framework": "nextsj"'                 # diagnostics: marks beside their lines, and a list
command_line 'lsp-diagnostics'
wait_for 'Unknown framework'
wait_for 'backend.*is a web service but has no route'
command_line 'buffer vercel.json'

command_line 'select 5.22,5.22'                           # completion
keys i
wait_for 'nextjs +Module'
keys Escape
command_line 'select 12.7,12.7'
command_line 'lsp-hover'                                  # hover on "admin"
wait_for 'ADMIN_URL'
keys Escape
command_line 'select 8.5,8.5'
command_line 'lsp-code-actions'                           # a code action on "backend"
wait_for 'routePrefix'
keys Enter
wait_for '"routePrefix": "/[a-z]+"'
command_line 'quit!'
echo 'kakoune: passed'
