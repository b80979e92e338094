#!/usr/bin/env bash
# make test: installs what the tests need (Redis, Chromium), builds, runs every test, and closes with "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/.."
eng/check-tools.sh || exit 1

# The real components the tests run against: a Redis server, and a browser.
eng/install-tools.sh redis-server chromium || echo "The tests that need them will be skipped (in CI: fail)." >&2

eng/build-widget.sh || exit 1
dotnet build DualPath.sln -c Release -v quiet -nologo --tl:off || exit 1

# The server that carries TorchSharp, for one test; the other one does without its half gigabyte.
dotnet build src/DualPath.Server -c Release -p:Torch=cpu -v quiet -nologo --tl:off || exit 1

log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
dotnet test --solution DualPath.sln -c Release --no-build --max-parallel-test-modules 1 --no-progress \
  --hangdump --hangdump-timeout 5m --hangdump-type Mini 2>&1 | tee "$log" || status=1
if command -v redis-server >/dev/null; then
  dotnet artifacts/bin/DualPath.Chaos/release/DualPath.Chaos.dll --shortest 2>&1 | tee -a "$log" || status=1
else
  echo "Skipped: chaos, because there is no redis-server (in CI: failed)." >&2
  [ -z "${CI:-}" ] || status=1
fi
for script in check test; do
  (cd src/chat-widget && npm run --silent "$script") 2>&1 | tee -a "$log" || status=1
done

eng/count-tests.sh "$log"
exit $status
