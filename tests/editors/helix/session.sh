#!/usr/bin/env bash
# A person's session in a real Helix, in a terminal of tmux. session.sh HX SERVER, from the repository's root.
set -euo pipefail
hx=$1 server=$2
folder=$(mktemp -d)
socket="$folder/tmux"
tmux() { command tmux -S "$socket" -f /dev/null "$@"; }
finish() { tmux kill-server 2>/dev/null || true; rm -rf "$folder"; }
trap finish EXIT

cp -R examples/broken "$folder/project"
mkdir -p "$folder/project/.git" "$folder/config/helix" "$folder/bin"
ln -s "$server" "$folder/bin/svc-lsp"
cp editors/helix/languages.toml "$folder/config/helix/"
# What the page shows for source code. No other server is installed here.
sed -n '/^## Source code/,$p' editors/helix/README.md | sed -n '/^```toml/,/^```$/p' | sed '/^```/d' >> "$folder/config/helix/languages.toml"
printf 'import os\n\nurl = os.environ["ADMIN_URL"]\n' > "$folder/project/api/url.py"
printf '[editor]\nend-of-line-diagnostics = "hint"\nauto-completion = false\n' > "$folder/config/helix/config.toml"

tmux new-session -d -x 160 -y 45 "cd $folder/project && HOME=$folder XDG_CONFIG_HOME=$folder/config XDG_CACHE_HOME=$folder/cache PATH=$folder/bin:\$PATH $hx vercel.json"

screen() { tmux capture-pane -p; }
keys() { tmux send-keys "$@"; sleep 0.3; }
# Helix waits a moment after Escape to tell it from a key chord.
command_line() { keys Escape; sleep 0.3; keys ":$1" Enter; }
wait_for() {
  for _ in $(seq 150); do
    if screen | grep -qE "$1"; then return; fi
    sleep 0.1
  done
  echo "helix: timed out waiting for: $1"; screen; exit 1
}

wait_for 'Unknown framework'                       # diagnostics, at the end of their lines
wait_for 'backend.*is a web service but has no route'

command_line 'goto 5'; keys gl; keys h h h               # inside "nextsj"
keys i; keys C-x                                          # completion replaces the whole slug
wait_for '(^|[^`])nextjs'
keys C-n; keys Enter; keys Escape
wait_for '"framework": "nextjs"'
command_line 'goto 12'; keys gs; keys l l
keys Space k                                              # hover on "admin"
wait_for 'ADMIN_URL'
keys Escape
command_line 'goto 8'; keys gs; keys l l
keys Space a                                              # a code action on "backend"
wait_for 'routePrefix'
keys Enter
wait_for '"routePrefix": "/[a-z]+"'
command_line 'open api/url.py'
command_line 'goto 3'; keys gl; keys h h h h
for _ in 1 2 3 4 5; do                                    # hover in Python, once the code is indexed
  keys Space k; sleep 1
  if screen | grep -q 'the URL of'; then break; fi
  keys Escape
done
wait_for 'ADMIN_URL.*the URL of'
command_line 'quit-all!'
echo 'helix: passed'
