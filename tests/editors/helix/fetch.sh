#!/usr/bin/env bash
# Fetches Helix from Debian's next release, with the libraries that it needs, into the folder $1. The machine's own packages stay as they are.
set -euo pipefail
folder=$(mkdir -p "$1" && cd "$1" && pwd)
[ -x "$folder/hx" ] && exit 0
apt="$folder/apt"
mkdir -p "$apt"/{lists/partial,cache/archives/partial,etc/preferences.d,parts} "$folder/root"
# The machine's own mirror, one release on.
{ cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null || true; } |
  grep -oE 'https?://[^ ]+/debian/?( |$)' | sort -u | head -n 1 |
  sed 's|\(.*[^ ]\) *$|deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] \1 trixie main|' > "$apt/sources.list"
options=(-o "Dir::Etc::sourcelist=$apt/sources.list" -o "Dir::Etc::sourceparts=$apt/parts" -o "Dir::State::lists=$apt/lists"
  -o "Dir::Cache=$apt/cache" -o "APT::Sandbox::User=root" -o "Dir::Etc::preferencesparts=$apt/etc/preferences.d")
apt-get "${options[@]}" update -qq
(cd "$apt" && apt-get "${options[@]}" download -qq hx libc6 libgcc-s1 libstdc++6)
for package in "$apt"/*.deb; do dpkg-deb -x "$package" "$folder/root"; done
rm -rf "$apt"
loader=$(find "$folder/root" -name 'ld-linux-x86-64.so.2' -o -name 'ld-linux-aarch64.so.1' | head -n 1)
binary=$(find "$folder/root/usr" -type f \( -name hx -o -name helix \) -perm -u+x | head -n 1)
runtime=$(find "$folder/root/usr" -type d -name runtime | head -n 1)
libraries=$(dirname "$(find "$folder/root" -name 'libc.so.6' | head -n 1)")
cat > "$folder/hx" <<EOF
#!/bin/sh
HELIX_RUNTIME="$runtime" exec "$loader" --library-path "$libraries" "$binary" "\$@"
EOF
chmod +x "$folder/hx"
