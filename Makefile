GO ?= go
LINT := $(GO) tool -modfile=tools/golangci-lint.mod golangci-lint
FUZZTIME ?= 5s
FUZZ := $(GO) test -run '^$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 50x

.PHONY: build run test check race fuzz soak cross e2e bench golden artwork deps clean

build: ## both programs, in bin/
	@CGO_ENABLED=0 $(GO) build -trimpath -o bin/ ./cmd/...

run: build ## the token in a window, or the whole story where there is no display
	@if [ -n "$$DISPLAY" ] || [ "$$(uname)" = Darwin ]; then bin/etokenpass window; else bin/etokenpass demo; fi

test: ## all tests; needs nothing but Go
	$(GO) test ./...

check: ## test, formatting, vet, lint; the import table is one of the tests
	@test -z "$$(gofmt -l .)" || { echo "not formatted:"; gofmt -l .; exit 1; }
	$(GO) vet -tags e2e ./...
	$(LINT) run --build-tags e2e ./...
	$(GO) test ./...

race: ## what has goroutines, with the race detector; needs a C compiler
	CGO_ENABLED=1 GORACE=atexit_sleep_ms=0 $(GO) test -race -skip '^TestDurable|^TestNoMovingFactor' ./internal/durable ./device/... ./display/face ./display/window ./cmd/...

fuzz: ## each fuzz target for FUZZTIME
	$(FUZZ) -fuzz '^FuzzParse$$' ./profiles
	for target in FuzzSafeNet FuzzSafeWord FuzzPSKC FuzzCSV FuzzOTPAuth; do \
		$(FUZZ) -fuzz "^$$target$$" ./profiles/seedfile || exit 1; done
	$(FUZZ) -fuzz '^FuzzState$$' ./device
	$(FUZZ) -fuzz '^FuzzScenario$$' ./device/scenario

soak: ## the long runs of what is short in test: kills, failed system calls, races, random commands, fuzzing
	ETOKENPASS_SOAK=1 $(GO) test -count=1 -timeout 60m -v -run '^TestDurable|^TestNoMovingFactor' ./cmd/etokenpass -rapid.checks=3000
	$(GO) test -count=30 -timeout 60m -v -run '^TestRemoved' ./device
	$(MAKE) fuzz FUZZTIME=2m

e2e: ## the window on a display of its own; says which Debian packages it wants
	$(GO) test -tags e2e -count=1 ./e2e

cross: ## compile and link for the other systems, tests included
	GOOS=windows $(GO) vet -tags e2e ./...
	GOOS=windows $(GO) build ./cmd/...
	GOOS=darwin $(GO) vet -tags e2e ./...
	GOOS=darwin $(GO) build ./cmd/...

bench: ## the figures, ours and the peer's side by side
	$(GO) run ./tools/figures

golden: ## write what tests compare with anew
	$(GO) test ./display ./display/face ./display/window ./cmd/etokenpass ./cmd/etokenpass-window -update
	$(GO) test -tags e2e ./e2e -run TestThePictureInReadme -update

artwork: ## draw the fob and the icons in assets
	$(GO) run ./tools/artwork

deps: ## Debian packages: peers to compare with, and tools of the end-to-end tests
	apt-get update -q
	apt-get install -y -q --no-install-recommends \
		oathtool pskctool python3-pyotp python3-pskc age \
		strace gcc libc6-dev zbar-tools wine wine64 gcc-mingw-w64-x86-64-win32 \
		xvfb xdotool imagemagick librsvg2-bin xclip \
		desktop-file-utils appstream \
		libgl1 libgl1-mesa-dri libegl1 libx11-6 libxcursor1 libxrandr2 libxi6 libxinerama1

clean:
	rm -rf bin
