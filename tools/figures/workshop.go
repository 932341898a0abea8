package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// workshop is a folder with the programs to measure and all that they write.
type workshop struct {
	folder     string
	etokenpass string
	window     string   // etokenpass-window
	empty      string   // a program that does nothing
	oathtool   string   // "" where it is not installed
	env        []string // of the programs
	complaints *os.File // what the last program wrote to standard error
}

const noOathtool = "oathtool is not installed (make deps)"

// newWorkshop makes the folder below bin, which lies on the disk that people
// build on; the system's place for temporary files is often in memory, where an
// fsync costs nothing. The dot keeps it out of ./... while it is there.
func newWorkshop(ctx context.Context) (*workshop, error) {
	oathtool, err := findOathtool()
	if err != nil {
		return nil, err
	}
	bin, err := filepath.Abs("bin")
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(bin, 0o755); err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp(bin, ".figures-")
	if err != nil {
		return nil, err
	}
	w := &workshop{
		folder:     folder,
		etokenpass: filepath.Join(folder, "etokenpass"),
		window:     filepath.Join(folder, "etokenpass-window"),
		empty:      filepath.Join(folder, "empty"),
		oathtool:   oathtool,
		env:        environment(folder),
	}
	if err := w.furnish(ctx); err != nil {
		return nil, errors.Join(err, w.close())
	}
	return w, nil
}

// furnish puts the programs into the folder.
func (w *workshop) furnish(ctx context.Context) (err error) {
	w.complaints, err = os.OpenFile(w.path("stderr"), os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	source := w.path("empty.go")
	if err := os.WriteFile(source, []byte("package main\n\nfunc main() {}\n"), 0o600); err != nil {
		return err
	}
	if err := build(ctx, w.empty, source); err != nil {
		return err
	}
	if err := build(ctx, w.etokenpass, "etokenpass/cmd/etokenpass"); err != nil {
		return err
	}
	return build(ctx, w.window, "etokenpass/cmd/etokenpass-window")
}

// close removes the folder.
func (w *workshop) close() error {
	if w.complaints != nil {
		_ = w.complaints.Close() // nothing in it is wanted any more
	}
	return os.RemoveAll(w.folder)
}

func (w *workshop) path(name string) string { return filepath.Join(w.folder, name) }

// build builds as the released program is built.
func build(ctx context.Context, program, source string) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", program, source)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go build %s: %w\n%s", source, err, bytes.TrimSpace(output))
	}
	return nil
}

// findOathtool gives "" where the peer is missing; CI installs it, so there its
// absence is an error.
func findOathtool() (string, error) {
	path, err := exec.LookPath("oathtool")
	if err == nil {
		return path, nil
	}
	if os.Getenv("CI") != "" {
		return "", errors.New(noOathtool)
	}
	return "", nil
}

// environment is ours without what would choose another token, and with places
// for profiles and saved counters that nobody else uses.
func environment(folder string) []string {
	var env []string
	for _, entry := range os.Environ() {
		if !strings.HasPrefix(entry, "ETOKENPASS_") {
			env = append(env, entry)
		}
	}
	return append(env, // of two entries with one name the last counts
		"XDG_STATE_HOME="+filepath.Join(folder, "state"),
		"XDG_CONFIG_HOME="+filepath.Join(folder, "config"))
}
