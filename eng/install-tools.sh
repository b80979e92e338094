#!/usr/bin/env bash
# Installs those of the named programs that are missing, from the Debian packages of the same names; says so when that does not work.
set -u
packages=()
for program in "$@"; do command -v "$program" >/dev/null || packages+=("$program"); done
[ ${#packages[@]} = 0 ] && exit 0
echo "Installing ${packages[*]} for the tests"
as_root=(); [ "$(id -u)" = 0 ] || as_root=(sudo)
{ "${as_root[@]}" apt-get update -qq && DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null; } && exit 0
echo "Could not install ${packages[*]}." >&2
exit 1
