#!/usr/bin/env bash
# Says plainly which of the tools that the build needs are missing, and where they come from.
set -u
missing=0
miss() {
  printf '  missing: %s\n           %s\n' "$1" "$2" >&2
  missing=1
}

sdk=$(dotnet --version 2>/dev/null | cut -d. -f1)
[ "${sdk:-0}" -ge 10 ] 2>/dev/null || miss "the .NET SDK 10 (found: ${sdk:-none})" "package dotnet-sdk-10.0 of your distribution, or Microsoft's installer"
node=$(node --version 2>/dev/null | tr -d v | cut -d. -f1)
[ "${node:-0}" -ge 20 ] 2>/dev/null || miss "Node.js 20 or newer (found: ${node:-none})" "package nodejs of your distribution; it builds the chat widget and is not needed afterwards"
command -v npm >/dev/null || miss "npm" "comes with Node.js (Debian: package npm)"

if [ "$missing" = 1 ]; then
  echo "DualPath cannot be built yet. Install what is missing above and run the command again." >&2
  exit 1
fi
