package etokenpass_test

import (
	"debug/elf"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// The steps of the Dockerfile, without a container engine: the build's result runs as the image's
// user in a root folder that contains nothing else, and the health check finds the server ready.
// Only root may change the root folder. For other users the test checks that the binary is static.
func TestDockerfile(t *testing.T) {
	image := readDockerfile(t)
	out, root := t.TempDir(), t.TempDir()
	inOut := strings.NewReplacer("/out/", out+"/")
	build := exec.CommandContext(t.Context(), "sh", "-c", inOut.Replace(image["RUN"]))
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("RUN %s: %v\n%s", image["RUN"], err, output)
	}
	from, to, _ := strings.Cut(strings.TrimPrefix(image["COPY"], "--from=build "), " ")
	binary := filepath.Join(root, to)
	if err := os.Rename(inOut.Replace(from), binary); err != nil {
		t.Fatal(err)
	}
	checkStatic(t, binary)
	if os.Getuid() != 0 {
		return
	}

	if image["USER"] != "65534:65534" {
		t.Errorf("the image's user is %s, not the one of this test", image["USER"])
	}
	_, healthCheck, _ := strings.Cut(image["HEALTHCHECK"], "CMD ")
	args := append(words(t, image["ENTRYPOINT"]), words(t, strings.Replace(image["CMD"], ":8617", ":0", 1))...)
	args = append(append(args, "--"), words(t, healthCheck)...)
	serve := exec.CommandContext(t.Context(), args[0], args[1:]...)
	serve.Dir, serve.Env = "/", []string{}
	serve.SysProcAttr = &syscall.SysProcAttr{Chroot: root, Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	if output, err := serve.CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", strings.Join(args, " "), err, output)
	}
}

// readDockerfile returns the arguments of each instruction. Of several, the last one counts, which
// is in the last stage.
func readDockerfile(t *testing.T) map[string]string {
	t.Helper()
	data, err := os.ReadFile("Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	image := map[string]string{}
	for line := range strings.Lines(string(data)) {
		instruction, arguments, _ := strings.Cut(strings.TrimSpace(line), " ")
		image[instruction] = arguments
	}
	if image["FROM"] != "scratch" {
		t.Errorf("the image is made from %s", image["FROM"])
	}
	return image
}

// words decodes the exec form of an instruction, a JSON array.
func words(t *testing.T, array string) (all []string) {
	t.Helper()
	if err := json.Unmarshal([]byte(array), &all); err != nil {
		t.Fatalf("%s: %v", array, err)
	}
	return all
}

// checkStatic checks that a program needs no dynamic loader and no libraries.
func checkStatic(t *testing.T, path string) {
	t.Helper()
	program, err := elf.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := program.Close(); err != nil {
			t.Error(err)
		}
	}()
	for _, segment := range program.Progs {
		if segment.Type == elf.PT_INTERP {
			t.Errorf("%s needs a dynamic loader", path)
		}
	}
	if libraries, err := program.ImportedLibraries(); err != nil && !errors.Is(err, elf.ErrNoSymbols) || len(libraries) > 0 {
		t.Errorf("%s needs libraries: %v %v", path, libraries, err)
	}
}
