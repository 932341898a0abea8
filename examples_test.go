package etokenpass_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// docs/end-to-end-tests.md contains the files of the example project, and the Dockerfile, as they are.
func TestExamplesInDocument(t *testing.T) {
	const document = "docs/end-to-end-tests.md"
	inDocument := map[string]string{}
	for _, b := range blocksOf(t, document) {
		if b.file != "" {
			inDocument[b.file] = b.text
		}
	}
	compare := func(path, name string) {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if inDocument[name] != string(data) {
			t.Errorf("%s does not contain %s as it is", document, path)
		}
	}
	compare("Dockerfile", "Dockerfile")
	err := filepath.WalkDir(filepath.Join("e2e", "playwright"), func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.Name() == "node_modules" || entry.Name() == "test-results":
			return fs.SkipDir
		case !entry.IsDir() && entry.Name() != "package-lock.json":
			name, err := filepath.Rel(filepath.Join("e2e", "playwright"), path)
			if err != nil {
				return err
			}
			compare(path, filepath.ToSlash(name))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
