# Everything is one word. Go is all that run and build need; the tools are pinned
# in modules of their own, so that none weighs on the service's dependencies.
.DEFAULT_GOAL := help
.PHONY: help run build test test-fast check new-entity generate migration migration-hash bench faults lint clean

# Static, and without a C compiler anywhere. With paths trimmed, Go's cache has a package once for
# every command here and every clone: otherwise it knows those of the project by their folder.
export CGO_ENABLED := 0
export GOFLAGS := $(strip $(filter-out -trimpath,$(shell go env GOFLAGS)) -trimpath)

VERSION ?=
TAGS    ?=
LDFLAGS := -s -w $(if $(VERSION),-X main.version=$(VERSION))
TOOL    := go tool -modfile=internal/tools
GO_TEST := $(TOOL)/test/go.mod gotestsum --format standard-quiet --
# What test-fast runs: the packages that a change breaks most often, but for tests that
# take seconds each: whole applications, generated or served, plans, and reviews.
FAST    := ./cmd/... ./ent/... ./internal/rest/... ./internal/runtime/... ./internal/service/... ./internal/generate/... \
           ./internal/proof/layout ./internal/proof/recipes ./internal/proof/conformance
SLOW    := ^Test(Golden|EntityNames|EdgeNames|NothingStaysBehind|Applications|WithoutPolicy|NoWall|FaultsAreFound|Postgres|Plans|Slow|Review|Replica$$)

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## build the service and start it here, with an embedded database and a ready token
	@test -x bin/entask || echo "Building bin/entask. The first time, this downloads and compiles everything: two or three minutes."
	@$(MAKE) --no-print-directory build
	@bin/entask dev

build: ## build bin/entask
	@go build -tags "$(TAGS)" -ldflags "$(LDFLAGS)" -o bin/entask ./cmd/entask

# Without the cache, which does not know the binary that tests build, and without vet, which
# lint runs on everything.
test: ## run all tests, on SQLite and on a throwaway PostgreSQL; skipped tests are listed last
	@go run ./internal/postgres/pgtest/cmd/withpostgres -- $(GO_TEST) -vet=off -count=1 -timeout 30m ./...

test-fast: ## run in under a minute what a change breaks most often, and print what is left to make test
	@$(GO_TEST) -vet=off -skip '$(SLOW)' $(FAST)
	@echo "Left to make test: $(SLOW), and the packages" \
		$$(go list -f '{{if or .TestGoFiles .XTestGoFiles}}{{.ImportPath}}{{end}}' ./... | grep -vxF "$$(go list $(FAST))" | sed "s|^$$(go list -m)/||")

check: ## do what CI does
	@CI=true bash .ci/run

new-entity: ## write a schema file to start from: make new-entity name=project
	@go run ./internal/generate/newentity '$(or $(name),$(error say what one is called: make new-entity name=project))'

generate: ## generate everything that follows from ent/schema
	@go generate

migration: ## write the migrations that ent/schema now needs: make migration name=add_color [args="--rename tasks.title=name"]
	@go run ./internal/migration/atlas new $(or $(name),$(error say what it does: make migration name=add_color)) $(args)

migration-hash: ## sum the migrations and read what they lead to, after one was written or corrected by hand
	@go run ./internal/migration/atlas hash

bench: ## compare the service with the same API written by hand, measure how it scales, and write docs/performance.md [args="-help"]
	@go run ./internal/proof/bench $(or $(args),-write docs/performance.md)
	@$(if $(args),,go run ./internal/proof/bench -scale -write docs/performance.md)

faults: ## break what lies between the service and its database, and check that every answer is true [args="-for 10m -write docs/reliability.md"]
	@go run ./internal/proof/faults $(args)

lint: ## run go vet and the linter
	@go vet ./...
	@go vet -tags image ./cmd/entask
	@$(TOOL)/lint/go.mod golangci-lint run ./...

clean: ## delete built files, and the database of make run
	@rm -rf bin .entask
