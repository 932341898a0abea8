package token

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"etokenpass/cmd/internal/cli"
)

// scenarioSuffix ends the names of the scenario files that play finds in a folder. A file that
// is named itself may have any name.
const scenarioSuffix = ".scenario"

// scenarioFiles returns the files that the arguments of play name. A folder stands for the
// scenario files in it.
func scenarioFiles(args []string) ([]string, error) {
	var files []string
	for _, arg := range args {
		found := []string{arg}
		if info, err := os.Stat(arg); err == nil && info.IsDir() {
			if found, err = scenariosIn(arg); err != nil {
				return nil, err
			}
		}
		for _, file := range found {
			if slices.Contains(files, file) {
				return nil, cli.Usagef("%s is given twice", file)
			}
			files = append(files, file)
		}
	}
	return files, nil
}

// scenariosIn returns the scenario files in a folder and its subfolders, in the order of their
// names. Hidden files and folders do not count.
func scenariosIn(folder string) (files []string, err error) {
	err = fs.WalkDir(os.DirFS(folder), ".", func(path string, entry fs.DirEntry, err error) error {
		hidden := strings.HasPrefix(entry.Name(), ".") && path != "."
		switch {
		case err != nil:
			return err
		case hidden && entry.IsDir():
			return fs.SkipDir
		case !hidden && strings.HasSuffix(path, scenarioSuffix):
			if file := filepath.Join(folder, filepath.FromSlash(path)); isFile(file) {
				files = append(files, file)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("the folder %s cannot be read: %w", folder, err)
	}
	if len(files) == 0 {
		return nil, cli.Hinted(fmt.Errorf("the folder %s contains no scenarios", folder),
			"the name of a scenario ends in "+scenarioSuffix+"; a file of another name can be given itself")
	}
	return files, nil
}

// isFile reports whether a path leads to a regular file, or to nothing, which is an error when it
// is read. Reading a pipe that no process writes to would block forever.
func isFile(path string) bool {
	info, err := os.Stat(path)
	return err != nil || info.Mode().IsRegular()
}
