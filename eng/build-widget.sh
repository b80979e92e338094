#!/usr/bin/env bash
# Builds the chat widget into src/DualPath.Server/wwwroot. Packages are installed only when the lock file has changed.
set -euo pipefail
cd "$(dirname "$0")/../src/chat-widget"
if ! [ node_modules/.package-lock.json -nt package-lock.json ]; then
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
fi
npm run --silent build
