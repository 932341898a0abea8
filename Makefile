GO ?= go
BIN ?= bin
LINT := $(GO) tool -modfile=tools/golangci-lint.mod golangci-lint
FUZZTIME ?= 5s
FUZZ := $(GO) test -run '^$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 50x

# A release overrides the version that cmd/internal/cli/version.go defines: make build VERSION=0.1.0
LDFLAGS := $(if $(VERSION),-X etokenpass/cmd/internal/cli.version=$(VERSION))

.PHONY: build help run test check race fuzz soak cross e2e bench golden artwork deps clean

build: ## Build both programs in bin/ (the default)
	@CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $(BIN)/ ./cmd/...

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "%-10s %s\n", $$1, $$2 }' Makefile

run: build ## Open the token in a window, or run the demo if there is no display
	@if [ -n "$$DISPLAY" ] || [ "$$(uname)" = Darwin ]; then $(BIN)/etokenpass window; else $(BIN)/etokenpass demo; fi

test: ## Run all tests that need nothing but Go
	$(GO) test ./...

check: ## Run the tests, and check formatting, vet and lint
	@test -z "$$(gofmt -l .)" || { echo "not formatted:"; gofmt -l .; exit 1; }
	$(GO) vet -tags e2e ./...
	$(LINT) run --build-tags e2e ./...
	$(GO) test ./...

race: ## Run the concurrent packages under the race detector (needs a C compiler)
	CGO_ENABLED=1 GORACE=atexit_sleep_ms=0 $(GO) test -race -skip '^TestDurable|^TestNoMovingFactor' ./internal/durable ./device/... ./display/face ./display/window ./cmd/...

fuzz: ## Run each fuzz target for FUZZTIME (5s)
	$(FUZZ) -fuzz '^FuzzParse$$' ./profiles
	for target in FuzzSafeNet FuzzSafeWord FuzzPSKC FuzzCSV FuzzOTPAuth; do \
		$(FUZZ) -fuzz "^$$target$$" ./profiles/seedfile || exit 1; done
	$(FUZZ) -fuzz '^FuzzState$$' ./device
	$(FUZZ) -fuzz '^FuzzScenario$$' ./device/scenario

soak: ## Run the kill, system-call, race and fuzz tests for about half an hour
	ETOKENPASS_SOAK=1 $(GO) test -count=1 -timeout 60m -v -run '^TestDurable|^TestNoMovingFactor' ./cmd/etokenpass -rapid.checks=3000
	$(GO) test -count=30 -timeout 60m -v -run '^TestRemoved' ./device
	$(MAKE) fuzz FUZZTIME=2m

e2e: ## Test the window on a virtual display (names missing Debian packages)
	$(GO) test -tags e2e -count=1 ./e2e

cross: ## Compile programs and tests for Windows and macOS
	GOOS=windows $(GO) vet -tags e2e ./...
	GOOS=windows $(GO) build ./cmd/...
	GOOS=darwin $(GO) vet -tags e2e ./...
	GOOS=darwin $(GO) build ./cmd/...

bench: ## Measure speed and memory next to other programs (docs/performance.md)
	$(GO) run ./tools/figures

golden: ## Update the golden files that tests compare with
	$(GO) test ./display ./display/face ./display/window ./cmd/etokenpass ./cmd/etokenpass-window -update
	$(GO) test -tags e2e ./e2e -run TestThePictureInReadme -update

artwork: ## Draw the fob and the icons in assets again
	$(GO) run ./tools/artwork

deps: ## Install the Debian packages that some tests use (as root)
	apt-get update -q
	apt-get install -y -q --no-install-recommends \
		oathtool pskctool python3-pyotp python3-pskc age \
		strace gcc libc6-dev zbar-tools wine wine64 gcc-mingw-w64-x86-64-win32 \
		xvfb xdotool imagemagick librsvg2-bin xclip \
		desktop-file-utils appstream \
		libgl1 libgl1-mesa-dri libegl1 libx11-6 libxcursor1 libxrandr2 libxi6 libxinerama1

clean: ## Remove the built programs
	rm -rf bin
