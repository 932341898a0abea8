GO ?= go
LINT := $(GO) tool -modfile=tools/golangci-lint.mod golangci-lint
FUZZTIME ?= 5s
FUZZ := $(GO) test -run '^$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 50x

.PHONY: build run test check race fuzz cross bench golden deps clean

build: ## the static command, in bin/
	@CGO_ENABLED=0 $(GO) build -trimpath -o bin/ ./cmd/...

run: build ## the whole story
	@bin/etokenpass demo

test: ## all tests; needs nothing but Go
	$(GO) test ./...

check: ## test, formatting, vet, lint; the import table is one of the tests
	@test -z "$$(gofmt -l .)" || { echo "not formatted:"; gofmt -l .; exit 1; }
	$(GO) vet ./...
	$(LINT) run ./...
	$(GO) test ./...

race: ## what has goroutines, with the race detector; needs a C compiler
	CGO_ENABLED=1 GORACE=atexit_sleep_ms=0 $(GO) test -race -skip '^TestDurable' ./device/... ./cmd/etokenpass

fuzz: ## each fuzz target for FUZZTIME
	$(FUZZ) -fuzz '^FuzzParse$$' ./profiles
	$(FUZZ) -fuzz '^FuzzState$$' ./device
	$(FUZZ) -fuzz '^FuzzScenario$$' ./device/scenario

cross: ## compile for the other systems, tests included
	GOOS=windows $(GO) vet ./...
	GOOS=darwin $(GO) vet ./...

bench: ## the figures, ours and the peer's side by side
	$(GO) run ./tools/figures

golden: ## write what tests compare with anew
	$(GO) test ./display ./cmd/etokenpass -update

deps: ## Debian packages: peers to compare with, and tools of the end-to-end tests
	apt-get update -q
	apt-get install -y -q --no-install-recommends oathtool strace gcc libc6-dev

clean:
	rm -rf bin
