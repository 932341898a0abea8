package etokenpass_test

import (
	"encoding/json"
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The changelog and the AppStream entry start with the version that the programs report. While
// it is in development, the changelog starts with Unreleased; afterwards, with version and date.
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
	want := `^## \[` + regexp.QuoteMeta(version) + `\] - \d{4}-\d\d-\d\d$`
	if inDevelopment {
		want = `^## \[Unreleased\]$`
	}
	latest := regexp.MustCompile(`(?m)^## .*$`).FindString(string(changelog))
	if !regexp.MustCompile(want).MatchString(latest) {
		t.Errorf("the version is %s, but CHANGELOG.md starts with %q", reported.Version, latest)
	}

	newest := latestRelease(t)
	if newest.Version != version || (newest.Type == "development") != inDevelopment {
		t.Errorf("the version is %s, but the AppStream entry starts with release %+v", reported.Version, newest)
	}
}

// release is a release in the AppStream entry.
type release struct {
	Version string `xml:"version,attr"`
	Type    string `xml:"type,attr"`
}

func latestRelease(t *testing.T) release {
	t.Helper()
	data, err := os.ReadFile("assets/desktop/example.etokenpass.etokenpass.metainfo.xml")
	if err != nil {
		t.Fatal(err)
	}
	var component struct {
		Releases []release `xml:"releases>release"`
	}
	if err := xml.Unmarshal(data, &component); err != nil {
		t.Fatal(err)
	}
	if len(component.Releases) == 0 {
		t.Fatal("the AppStream entry names no release")
	}
	return component.Releases[0]
}
