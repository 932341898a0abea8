package etokenpass_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The changelog starts with the version that the programs report: as unreleased while it
// is in development, with a date afterwards.
func TestVersion(t *testing.T) {
	output, err := exec.Command(filepath.Join(buildPrograms(t), "etokenpass"), "version", "--format", "json").Output()
	if err != nil {
		t.Fatal(err)
	}
	var reported struct{ Version string }
	if err := json.Unmarshal(output, &reported); err != nil {
		t.Fatal(err)
	}
	version, inDevelopment := strings.CutSuffix(reported.Version, "-dev")

	changelog, err := os.ReadFile("CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	date := `\d{4}-\d\d-\d\d`
	if inDevelopment {
		date = "Unreleased"
	}
	want := `^## \[` + regexp.QuoteMeta(version) + `\] - ` + date + `$`
	latest := regexp.MustCompile(`(?m)^## .*$`).FindString(string(changelog))
	if !regexp.MustCompile(want).MatchString(latest) {
		t.Errorf("the version is %s, but CHANGELOG.md starts with %q", reported.Version, latest)
	}
}
