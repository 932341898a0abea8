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

// workspace is a folder with the programs to measure and all the files they write.
type workspace struct {
	folder     string
	etokenpass string
	window     string   // etokenpass-window
	empty      string   // a program that does nothing
	oathtool   string   // "" if it is not installed
	wrk        string   // "" if it is not installed
	env        []string // of the programs
	stderr     *os.File // what the last program wrote to standard error
}

// What a figure says if a program is not installed.
const (
	noOathtool = "oathtool is not installed (make deps)"
	noWrk      = "wrk is not installed (make deps)"
)

// newWorkspace creates the folder under bin and builds the programs in it. The
// system's folder for temporary files is often in memory, where an fsync costs
// nothing; bin is on the disk of the repository. The dot in the name excludes the
// folder from ./... while it exists.
func newWorkspace(ctx context.Context) (*workspace, error) {
	oathtool, err := find("oathtool", noOathtool)
	if err != nil {
		return nil, err
	}
	wrk, err := find("wrk", noWrk)
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
	w := &workspace{
		folder:     folder,
		etokenpass: filepath.Join(folder, "etokenpass"),
		window:     filepath.Join(folder, "etokenpass-window"),
		empty:      filepath.Join(folder, "empty"),
		oathtool:   oathtool,
		wrk:        wrk,
		env:        environment(folder),
	}
	if err := w.buildPrograms(ctx); err != nil {
		return nil, errors.Join(err, w.close())
	}
	return w, nil
}

// buildPrograms builds the programs in the folder.
func (w *workspace) buildPrograms(ctx context.Context) (err error) {
	w.stderr, err = os.OpenFile(w.path("stderr"), os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	source := w.path("empty.go")
	if err := os.WriteFile(source, []byte("package main\n\nfunc main() {}\n"), 0o600); err != nil {
		return err
	}
	if err := goBuild(ctx, w.empty, source); err != nil {
		return err
	}
	if err := goBuild(ctx, w.etokenpass, "etokenpass/cmd/etokenpass"); err != nil {
		return err
	}
	return goBuild(ctx, w.window, "etokenpass/cmd/etokenpass-window")
}

// close removes the folder.
func (w *workspace) close() error {
	if w.stderr != nil {
		_ = w.stderr.Close() // its contents are no longer needed
	}
	return os.RemoveAll(w.folder)
}

func (w *workspace) path(name string) string { return filepath.Join(w.folder, name) }

// goBuild builds a program in the same way as a release, and installs it by copying. The linker
// leaves a program in the page cache in a way that makes each start slower until it is read again.
func goBuild(ctx context.Context, program, source string) error {
	built := program + ".built"
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", built, source)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go build %s: %w\n%s", source, err, bytes.TrimSpace(output))
	}
	data, err := os.ReadFile(built)
	if err != nil {
		return err
	}
	return errors.Join(os.WriteFile(program, data, 0o755), os.Remove(built))
}

// find returns the path of a program, or "" if it is not installed. In CI, which
// installs it, that is an error.
func find(program, missing string) (string, error) {
	path, err := exec.LookPath(program)
	if err == nil {
		return path, nil
	}
	if os.Getenv("CI") != "" {
		return "", errors.New(missing)
	}
	return "", nil
}

// environment returns our environment without the variables that would select
// another token, and with separate folders for profiles and saved counters.
func environment(folder string) []string {
	var env []string
	for _, entry := range os.Environ() {
		if !strings.HasPrefix(entry, "ETOKENPASS_") {
			env = append(env, entry)
		}
	}
	return append(env, // of two entries with the same name, the last counts
		"XDG_STATE_HOME="+filepath.Join(folder, "state"),
		"XDG_CONFIG_HOME="+filepath.Join(folder, "config"))
}
