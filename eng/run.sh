#!/usr/bin/env bash
# make run: from a fresh clone to a serving DualPath. Everything after the build is the server's own business.
set -euo pipefail
cd "$(dirname "$0")/.."
step() { printf '\n[%s/3] %s\n' "$1" "$2"; }

step 1 "Checking the tools"
eng/check-tools.sh
step 2 "Building the chat widget"
eng/build-widget.sh
step 3 "Building the server (the first time takes a minute)"
dotnet build src/DualPath.Server -c Release -v quiet -nologo --tl:off
echo
exec dotnet artifacts/bin/DualPath.Server/release/DualPath.Server.dll
