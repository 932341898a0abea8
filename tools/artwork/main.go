// Command artwork writes the fob's drawings and the application's icon into assets, from the geometry in display/face.
// Run it with make artwork; a test fails while the files differ from what it writes.
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

// write writes the files into a folder, whose folders have to exist.
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
