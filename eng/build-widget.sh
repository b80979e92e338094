#!/usr/bin/env bash
# Builds the chat widget into src/DualPath.Server/wwwroot. Packages are installed, as the lock file pins them, only when it has changed.
set -euo pipefail
cd "$(dirname "$0")/../src/chat-widget"
if ! [ node_modules/.package-lock.json -nt package-lock.json ]; then
  # Not `npm ci`: it demands lock entries for the binaries of every platform, also of those a registry mirror does not carry.
  npm install --no-save --ignore-scripts --no-audit --no-fund --loglevel=error
fi
npm run --silent build
