#!/usr/bin/env bash
# Adds up what the test runners say in a log: the names of the tests that failed, and, as the last line, "N passed, N failed, N skipped".
set -euo pipefail
sed -E 's/\x1b\[[0-9;]*[A-Za-z]//g' "$1" | awk '
  # dotnet test and vitest name a failed test where it failed, which may be thousands of lines above
  $1 == "failed" && $2 ~ /\./ || $1 == "FAIL" { names[++named] = $0 }
  # dotnet test, its closing summary
  /^Test run summary:/ { dotnet = 1 }
  dotnet && $1 == "succeeded:" { passed += $2 }
  dotnet && $1 == "failed:"    { failed += $2 }
  dotnet && $1 == "skipped:"   { skipped += $2 }
  # make chaos, its closing line
  /^[0-9]+ passed, [0-9]+ failed$/ { passed += $1; failed += $3 }
  # vitest: "Tests  1 failed | 20 passed | 2 skipped (23)"
  $1 == "Tests" { for (i = 2; i < NF; i++) { if ($(i+1) ~ /^passed/) passed += $i; if ($(i+1) ~ /^failed/) failed += $i; if ($(i+1) ~ /^skipped/) skipped += $i } }
  END { for (i = 1; i <= named; i++) print names[i]; printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped; exit failed > 0 || passed == 0 }'
