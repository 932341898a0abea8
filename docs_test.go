package etokenpass_test

import (
	"bytes"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"etokenpass/internal/peer"
)

// TestDocuments runs every command that the documents show, and compares the
// output with what they show. In a document:
//
//	```console            commands after "$ ", each with its output; "…" alone on a
//	                      line stands for any lines, within a line for any text
//	```console needs=NAME commands that need another program, see package peer
//	```yaml file=NAME     a file that the commands use; any language, with file=
//
// The commands of a document share one working folder, with its own folders for
// profiles and saved counters, so that a document reads from top to bottom.
func TestDocuments(t *testing.T) {
	binaries := buildPrograms(t)
	ran := 0
	for _, path := range documents(t) {
		t.Run(path, func(t *testing.T) { ran += runDocument(t, path, binaries) })
	}
	if ran < 20 {
		t.Errorf("only %d commands were found: is a pattern wrong?", ran)
	}
}

// documents returns the paths of all documents.
func documents(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, pattern := range []string{"*.md", "docs/*.md"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, found...)
	}
	return all
}

func buildPrograms(t *testing.T) string {
	t.Helper()
	binaries := t.TempDir()
	build := exec.Command("go", "build", "-o", binaries+string(filepath.Separator), "./cmd/...")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	return binaries
}

// block is a fenced block of a document.
type block struct {
	line     int
	language string
	file     string // file=NAME
	needs    string // needs=NAME
	text     string
}

var fence = regexp.MustCompile("^```([a-z]*)(?: file=(\\S+))?(?: needs=(\\S+))?$")

func blocksOf(t *testing.T, path string) []block {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var blocks []block
	var open *block
	for i, line := range strings.Split(string(data), "\n") {
		match := fence.FindStringSubmatch(line)
		switch {
		case open == nil && match != nil:
			open = &block{line: i + 1, language: match[1], file: match[2], needs: match[3]}
		case open == nil && strings.HasPrefix(line, "```"):
			t.Errorf("%s:%d: an unknown kind of fence: %s", path, i+1, line)
		case open != nil && line == "```":
			blocks = append(blocks, *open)
			open = nil
		case open != nil:
			open.text += line + "\n"
		}
	}
	if open != nil {
		t.Errorf("%s:%d: a block without an end fence", path, open.line)
	}
	return blocks
}

func runDocument(t *testing.T, path, binaries string) (ran int) {
	shell := newShell(t, binaries)
	for _, b := range blocksOf(t, path) {
		at := fmt.Sprintf("%s:%d", path, b.line)
		switch {
		case b.file != "":
			shell.write(t, b.file, b.text)
		case b.language == "console" && b.needs != "":
			t.Run(b.needs, func(t *testing.T) {
				peer.Need(t, b.needs)
				ran += shell.run(t, at, b.text)
			})
		case b.language == "console":
			ran += shell.run(t, at, b.text)
		case b.language == "" || b.language == "sh":
			t.Errorf("%s: no test runs this block of commands: mark it ```console", at)
		}
	}
	return ran
}

// shell is where the commands of one document run.
type shell struct {
	dir string
	env []string
}

func newShell(t *testing.T, binaries string) shell {
	t.Helper()
	top := t.TempDir()
	repository, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	// The repository is next to the working folder, as the replace line in docs/go.md says.
	if err := os.Symlink(repository, filepath.Join(top, "etokenpass")); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(top, "work")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	return shell{dir: dir, env: append(os.Environ(),
		"PATH="+binaries+string(os.PathListSeparator)+os.Getenv("PATH"),
		"XDG_CONFIG_HOME="+filepath.Join(top, "config"), "XDG_STATE_HOME="+filepath.Join(top, "state"),
		"ETOKENPASS_PROFILE=", "ETOKENPASS_STATE=", "GOWORK=off", "DISPLAY=")}
}

func (s shell) write(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join(s.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// run runs the commands of a block and compares their outputs.
func (s shell) run(t *testing.T, at, text string) (ran int) {
	t.Helper()
	for _, part := range strings.Split("\n"+text, "\n$ ")[1:] {
		command, want, _ := strings.Cut(part, "\n")
		ran++
		if target, isMake := makeTarget(command); isMake && target != "run" && target != "help" {
			checkTarget(t, at, target)
			continue
		}
		if got := s.output(t, at, command); !matches(want, got) {
			t.Errorf("%s: $ %s\nprints\n%s\nthe document says\n%s", at, command, got, want)
		}
	}
	return ran
}

func (s shell) output(t *testing.T, at, command string) string {
	t.Helper()
	run := exec.Command("sh", "-c", command)
	run.Dir, run.Env = s.dir, s.env
	if strings.HasPrefix(command, "make ") {
		run.Dir, run.Env = ".", append(os.Environ(), "MAKEFLAGS=", "MAKELEVEL=", "DISPLAY=") // as if no make ran the tests
	}
	var output bytes.Buffer
	run.Stdout, run.Stderr = &output, &output
	err := run.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		fmt.Fprintf(&output, "[exit status %d]\n", exit.ExitCode())
	} else if err != nil {
		t.Fatalf("%s: $ %s: %v", at, command, err)
	}
	return downloads.ReplaceAllString(output.String(), "")
}

// downloads matches what the go command reports when it fetches a module.
var downloads = regexp.MustCompile(`(?m)^go: (downloading|finding) .*\n`)

// makeTarget returns the target of a make command.
func makeTarget(command string) (target string, isMake bool) {
	rest, isMake := strings.CutPrefix(strings.TrimPrefix(command, "sudo "), "make ")
	target, _, _ = strings.Cut(rest, " ")
	return target, isMake
}

// outsideGate lists the targets that the gate does not run, with the reason.
var outsideGate = map[string]string{
	"bench":   "figures are measured, not tested",
	"golden":  "changes the files that tests compare with",
	"soak":    "takes half an hour",
	"install": "install_test.go runs it",
}

// checkTarget is for targets that a test cannot run, for example because they run
// the tests: the target must exist, and the gate must run it.
func checkTarget(t *testing.T, at, target string) {
	t.Helper()
	if !contains(t, "Makefile", "\n"+target+":") {
		t.Errorf("%s: make %s is not in the Makefile", at, target)
	}
	if outsideGate[target] == "" && !contains(t, ".ci/run", "\nmake "+target+"\n") {
		t.Errorf("%s: make %s is not in .ci/run", at, target)
	}
}

func contains(t *testing.T, path, text string) bool {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Contains(string(data), text)
}

var anyLines = regexp.MustCompile(`(?m)^…$`)

// matches reports whether an output is what a document shows, in which … stands for
// any text.
func matches(want, got string) bool {
	pattern := regexp.QuoteMeta(strings.TrimRight(want, "\n"))
	pattern = anyLines.ReplaceAllString(pattern, `(?s:.*)`)
	pattern = strings.ReplaceAll(pattern, "…", `[^\n]*`)
	return regexp.MustCompile("^" + pattern + "$").MatchString(strings.TrimRight(got, "\n"))
}

var link = regexp.MustCompile(`\]\(([^)#]+)(#[^)]*)?\)`)

// Links between documents lead to existing files and headings.
func TestLinks(t *testing.T) {
	for _, path := range documents(t) {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range link.FindAllStringSubmatch(string(data), -1) {
			if strings.Contains(match[1], "://") {
				continue
			}
			target, err := os.ReadFile(filepath.Join(filepath.Dir(path), match[1]))
			if err != nil || match[2] != "" && !slices.Contains(anchors(string(target)), match[2]) {
				t.Errorf("%s: broken link: %s%s", path, match[1], match[2])
			}
		}
	}
}

var (
	reference = regexp.MustCompile(`([A-Za-z/-]+\.md)(?:, "([^"]+)")?`)
	heading   = regexp.MustCompile(`(?m)^#+ (.+)$`)

	notInAnchors = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// Go comments refer to existing documents, and to existing headings: README.md, "Project
// structure". A path is relative to the top folder or to the file's own.
func TestReferencesInComments(t *testing.T) {
	toHeadings := 0
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".go" {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, comment := range file.Comments {
			text := strings.Join(strings.Fields(comment.Text()), " ")
			for _, match := range reference.FindAllStringSubmatch(text, -1) {
				document, err := os.ReadFile(match[1])
				if errors.Is(err, fs.ErrNotExist) {
					document, err = os.ReadFile(filepath.Join(filepath.Dir(path), match[1]))
				}
				if err != nil {
					t.Errorf("%s: a comment refers to %s: %v", path, match[1], err)
				} else if match[2] != "" {
					toHeadings++
					checkHeading(t, path, match[1], string(document), match[2])
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if toHeadings == 0 {
		t.Error("no reference to a heading was found: is the pattern wrong?")
	}
}

// checkHeading checks that a document has a heading; the comment need not repeat its backticks.
func checkHeading(t *testing.T, path, name, document, want string) {
	t.Helper()
	for _, match := range heading.FindAllStringSubmatch(document, -1) {
		if strings.ReplaceAll(match[1], "`", "") == strings.ReplaceAll(want, "`", "") {
			return
		}
	}
	t.Errorf("%s: a comment refers to %s, %q, which has no such heading", path, name, want)
}

// anchors returns the anchors of a document's headings, as GitHub builds them.
func anchors(document string) (all []string) {
	for _, match := range heading.FindAllStringSubmatch(document, -1) {
		words := notInAnchors.ReplaceAllString(strings.ToLower(match[1]), "")
		all = append(all, "#"+strings.ReplaceAll(words, " ", "-"))
	}
	return all
}

// The pictures of the demo in README are drawn by the program itself.
func TestDemoPicture(t *testing.T) {
	binaries := buildPrograms(t)
	drawn := filepath.Join(t.TempDir(), "demo.svg")
	if output, err := exec.Command(filepath.Join(binaries, "etokenpass"), "demo", "--picture", drawn).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	got, err := os.ReadFile(drawn)
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("docs/demo.svg")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("docs/demo.svg differs from what etokenpass demo --picture draws")
	}
}
