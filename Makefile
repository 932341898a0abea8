GO ?= go
BIN ?= bin
LINT := $(GO) tool -modfile=tools/golangci-lint.mod golangci-lint
FUZZTIME ?= 3000x
RACE := CGO_ENABLED=1 GORACE=atexit_sleep_ms=0 $(GO) test -race
FUZZ := $(GO) test -run '^$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 50x

# A release overrides the version that cmd/internal/cli/version.go defines: make build VERSION=0.1.0
LDFLAGS := $(if $(VERSION),-X etokenpass/cmd/internal/cli.version=$(VERSION))

PREFIX ?= /usr/local
BINDIR = $(DESTDIR)$(PREFIX)/bin
SHARE = $(DESTDIR)$(PREFIX)/share
ICONS = $(SHARE)/icons/hicolor
BASH_COMPLETIONS = $(SHARE)/bash-completion/completions
ZSH_COMPLETIONS = $(SHARE)/zsh/site-functions
FISH_COMPLETIONS = $(SHARE)/fish/vendor_completions.d
PNG_ICONS := $(wildcard assets/icon/etokenpass-*.png)
SVG_ICON := assets/icon/etokenpass.svg
DESKTOP_ENTRY := assets/desktop/etokenpass.desktop
METAINFO := assets/desktop/example.etokenpass.etokenpass.metainfo.xml

.PHONY: build help run test check race fuzz soak cross e2e bench golden artwork install uninstall deps clean

build: ## Build both programs in bin/ (the default)
	@CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o "$(BIN)/" ./cmd/...

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "%-10s %s\n", $$1, $$2 }' Makefile

run: build ## Open the token in a window, or run the demo if there is no display
	@if [ -n "$$DISPLAY" ] || [ "$$(uname)" = Darwin ]; then "$(BIN)/etokenpass" window; else "$(BIN)/etokenpass" demo; fi

test: ## Run all tests that need nothing but Go
	$(GO) test ./...

check: ## Run the tests, and check formatting, vet and lint
	@test -z "$$(gofmt -l .)" || { echo "not formatted:"; gofmt -l .; exit 1; }
	$(GO) vet -tags e2e ./...
	$(LINT) run --build-tags e2e ./...
	$(GO) test ./...

race: ## Run the concurrent packages under the race detector (needs a C compiler)
	$(RACE) -skip '^TestDurable|^TestNoMovingFactor|^TestRehears|^TestOpenAPI|^TestLargeImport' ./internal/durable ./device/... ./display/face ./display/window ./tms/... ./web/... ./cmd/internal/...
	$(RACE) -run '^TestServe|^TestScripts/(serve|ready|press|window|tms-serve|bank)' ./cmd/etokenpass

fuzz: ## Run each fuzz target for FUZZTIME, a number of inputs or a time (3000x)
	$(FUZZ) -fuzz '^FuzzParse$$' ./profiles
	for target in FuzzSafeNet FuzzSafeWord FuzzPSKC FuzzCSV FuzzOTPAuth FuzzYubiKey FuzzMigration FuzzBackup; do \
		$(FUZZ) -fuzz "^$$target$$" ./profiles/seedfile || exit 1; done
	$(FUZZ) -fuzz '^FuzzParsePolicy$$' ./tms
	$(FUZZ) -fuzz '^FuzzNormalizeCode$$' ./tms
	$(FUZZ) -fuzz '^FuzzTexts$$' ./internal/qrscan
	$(FUZZ) -fuzz '^FuzzParseExercise$$' ./rehearsal
	$(FUZZ) -fuzz '^FuzzState$$' ./device
	$(FUZZ) -fuzz '^FuzzScenario$$' ./device/scenario
	$(FUZZ) -fuzz '^FuzzParseAction$$' ./rehearsal

soak: ## Run the kill, system-call, race, accessibility and fuzz tests for about half an hour
	ETOKENPASS_SOAK=1 $(GO) test -count=1 -timeout 60m -v -run '^TestDurable|^TestNoMovingFactor' ./cmd/etokenpass -rapid.checks=3000
	ETOKENPASS_SOAK=1 $(GO) test -count=1 -timeout 60m -v -run '^TestDurable|^TestNoMovingFactor|^TestStore|^TestDamage' ./tms ./tms/sqlstore
	$(GO) test -count=30 -timeout 60m -v -run '^TestRemoved' ./device
	ETOKENPASS_SOAK=1 $(GO) test -tags e2e -count=1 -timeout 60m -v -run '^TestAccessibility' ./e2e
	$(RACE) -skip '^TestDurable|^TestNoMovingFactor|^TestRehears' ./cmd/... ./web/...
	$(MAKE) fuzz FUZZTIME=2m

e2e: ## Test the window, the page in a browser, and Playwright (names missing Debian packages)
	$(GO) test -tags e2e -count=1 ./e2e

cross: ## Compile programs and tests for Windows and macOS
	GOOS=windows $(GO) vet -tags e2e ./...
	GOOS=windows $(GO) build ./cmd/...
	GOOS=darwin $(GO) vet -tags e2e ./...
	GOOS=darwin $(GO) build ./cmd/...

bench: ## Measure speed and memory next to other programs (docs/performance.md)
	$(GO) run ./tools/figures

golden: ## Update the golden files that tests compare with
	$(GO) test ./display ./display/face ./display/window ./rehearsal ./cmd/etokenpass ./cmd/etokenpass-window -update
	$(GO) test . -run '^TestHandoutPictures$$' -update
	$(GO) test -tags e2e ./e2e -run TestThePictureInReadme -update

artwork: ## Redraw the fob and the icons in assets
	$(GO) run ./tools/artwork

install: ## Install under PREFIX (/usr/local), staged in DESTDIR if set; builds if bin/ is empty
	@test -x "$(BIN)/etokenpass" -a -x "$(BIN)/etokenpass-window" || $(MAKE) build
	install -d "$(BINDIR)" "$(SHARE)/applications" "$(SHARE)/metainfo" "$(ICONS)/scalable/apps"
	install -m 755 "$(BIN)/etokenpass" "$(BIN)/etokenpass-window" "$(BINDIR)"
	install -m 644 $(DESKTOP_ENTRY) "$(SHARE)/applications"
	install -m 644 $(METAINFO) "$(SHARE)/metainfo"
	install -m 644 $(SVG_ICON) "$(ICONS)/scalable/apps"
	for icon in $(PNG_ICONS); do \
		size=$${icon##*-}; size=$${size%.png}; \
		install -d "$(ICONS)/$${size}x$$size/apps" && \
		install -m 644 $$icon "$(ICONS)/$${size}x$$size/apps/etokenpass.png" || exit 1; done
	install -d "$(BASH_COMPLETIONS)" "$(ZSH_COMPLETIONS)" "$(FISH_COMPLETIONS)"
	"$(BIN)/etokenpass" completion bash >"$(BASH_COMPLETIONS)/etokenpass"
	"$(BIN)/etokenpass" completion zsh >"$(ZSH_COMPLETIONS)/_etokenpass"
	"$(BIN)/etokenpass" completion fish >"$(FISH_COMPLETIONS)/etokenpass.fish"
	chmod 644 "$(BASH_COMPLETIONS)/etokenpass" "$(ZSH_COMPLETIONS)/_etokenpass" "$(FISH_COMPLETIONS)/etokenpass.fish"

uninstall: ## Remove what install has installed
	rm -f "$(BINDIR)/etokenpass" "$(BINDIR)/etokenpass-window"
	rm -f "$(SHARE)/applications/$(notdir $(DESKTOP_ENTRY))" "$(SHARE)/metainfo/$(notdir $(METAINFO))"
	rm -f "$(ICONS)/scalable/apps/etokenpass.svg"
	for icon in $(PNG_ICONS); do \
		size=$${icon##*-}; size=$${size%.png}; \
		rm -f "$(ICONS)/$${size}x$$size/apps/etokenpass.png"; done
	rm -f "$(BASH_COMPLETIONS)/etokenpass" "$(ZSH_COMPLETIONS)/_etokenpass" "$(FISH_COMPLETIONS)/etokenpass.fish"

deps: ## Install the Debian packages that some tests use (as root)
	apt-get update -q
	apt-get install -y -q --no-install-recommends \
		curl oathtool pskctool qrencode python3-pyotp python3-pskc python3-prometheus-client age \
		libpam-oath pamtester libpam-wrapper libfaketime python3-django-otp \
		wrk strace gcc libc6-dev zbar-tools wine wine64 gcc-mingw-w64-x86-64-win32 \
		xvfb xdotool imagemagick librsvg2-bin xclip \
		desktop-file-utils appstream tmux \
		libgl1 libgl1-mesa-dri libegl1 libx11-6 libxcursor1 libxrandr2 libxi6 libxinerama1 \
		freeradius freeradius-rest freeradius-utils \
		chromium $$(command -v npm >/dev/null || echo nodejs npm)

clean: ## Remove the built programs
	rm -f "$(BIN)/etokenpass" "$(BIN)/etokenpass-window"
