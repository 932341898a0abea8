// Command artwork generates the drawings of the fob and the application's icon in assets from the geometry in
// display/face. Run it with make artwork. A test fails if the files are out of date.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if err := write("assets"); err != nil {
		fmt.Fprintf(os.Stderr, "artwork: error: %v\n", err)
		os.Exit(1)
	}
}

// write writes the files to a folder, whose subfolders must exist.
func write(folder string) error {
	files, err := draw()
	if err != nil {
		return err
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(folder, filepath.FromSlash(name)), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
