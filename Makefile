# The front door. CI calls these targets and nothing else; `make help` lists them.
CONFIGURATION ?= Release
WIDGET := src/chat-widget
BENCH_FLAGS := $(if $(QUICK),--quick,)
CHAOS_FLAGS := $(if $(QUICK),--quick,)

.DEFAULT_GOAL := help
.PHONY: help tools widget build run test chaos format format-check bench clean

help: ## List the targets.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1|/' | column -t -s '|'

tools:
	@eng/check-tools.sh

widget: tools ## Build the chat widget into the server's wwwroot.
	@eng/build-widget.sh

build: widget ## Build everything.
	@dotnet build DualPath.sln -c $(CONFIGURATION) -v quiet -nologo

run: ## Set everything up and serve http://localhost:8080 (PORT overrides) with the embedded store and the shipped model.
	@exec eng/run.sh

test: ## Install what the tests need and run them all.
	@exec eng/test.sh

chaos: tools ## Kill, freeze and cut off server processes and their Redis, and check that nothing is lost; QUICK=1 for the short form.
	@eng/install-tools.sh redis-server
	@dotnet build tests/DualPath.Chaos -c Release -v quiet -nologo --tl:off
	@dotnet artifacts/bin/DualPath.Chaos/release/DualPath.Chaos.dll $(CHAOS_FLAGS)

format: tools ## Format the sources.
	@dotnet format DualPath.sln --verbosity minimal
	@cd $(WIDGET) && npm run --silent format

format-check: tools ## Fail when the sources are not formatted.
	@dotnet format DualPath.sln --verify-no-changes --verbosity minimal

bench: tools ## Run the benchmarks, one JSON object per line; QUICK=1 for the short form.
	@dotnet run -c Release --project tests/DualPath.Benchmarks -- $(BENCH_FLAGS)

clean: ## Remove everything that was built (not data/).
	@rm -rf artifacts $(WIDGET)/node_modules src/DualPath.Server/wwwroot
