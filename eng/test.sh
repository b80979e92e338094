#!/usr/bin/env bash
# make test: installs what the tests need (Redis, Chromium), builds, runs every test, and closes with "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/.."
eng/check-tools.sh || exit 1

# The real components the tests run against: a Redis server, and a browser.
packages=()
command -v redis-server >/dev/null || packages+=(redis-server)
command -v chromium >/dev/null || packages+=(chromium)
if [ ${#packages[@]} -gt 0 ]; then
  echo "Installing ${packages[*]} for the tests"
  as_root=(); [ "$(id -u)" = 0 ] || as_root=(sudo)
  { "${as_root[@]}" apt-get update -qq && DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null; } \
    || echo "Could not install ${packages[*]}: the tests that need them will be skipped (in CI: fail)." >&2
fi

eng/build-widget.sh || exit 1
dotnet build DualPath.sln -c Release -v quiet -nologo --tl:off || exit 1

log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
dotnet test --solution DualPath.sln -c Release --no-build --max-parallel-test-modules 1 --no-progress 2>&1 | tee "$log" || status=1
if command -v redis-server >/dev/null; then
  dotnet artifacts/bin/DualPath.Chaos/release/DualPath.Chaos.dll --shortest 2>&1 | tee -a "$log" || status=1
fi
for script in check test; do
  (cd src/chat-widget && npm run --silent "$script") 2>&1 | tee -a "$log" || status=1
done

eng/count-tests.sh "$log"
exit $status
