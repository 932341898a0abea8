package rehearse

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"etokenpass/cmd/internal/cli"
	"etokenpass/internal/durable"
	"etokenpass/internal/locale"
	"etokenpass/rehearsal"
)

// reports maps the extension of a report's file to what is written.
var reports = map[string]func(rehearsal.Summary, *locale.Texts) ([]byte, error){
	".html": rehearsal.Summary.HTML,
	".json": func(s rehearsal.Summary, texts *locale.Texts) ([]byte, error) {
		data, err := s.JSON(texts)
		return append(data, '\n'), err
	},
	".txt": func(s rehearsal.Summary, texts *locale.Texts) ([]byte, error) { return []byte(s.Text(texts)), nil },
}

// checkReport reports what is wrong with --report before the rehearsal begins.
func (o *options) checkReport() error {
	path := o.report.Value
	if path == "" {
		return nil
	}
	folder := filepath.Dir(path)
	info, err := os.Stat(folder)
	switch {
	case reports[extension(path)] == nil:
		return cli.Usagef("--report %s: the name must end in .html, .txt or .json", path)
	case cli.IsSameFile(path, o.answers.Value), cli.IsSameFile(path, o.file.Value):
		return cli.Usagef("--report %s: refusing to replace a file that is read", path)
	case err != nil || !info.IsDir():
		return fmt.Errorf("the report cannot be written: there is no folder %s", folder)
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("the report cannot be written: %s is not a regular file", path)
	}
	return nil
}

func extension(path string) string { return strings.ToLower(filepath.Ext(path)) }

// writeReport writes the summary to the file of --report.
func (o *options) writeReport(summary rehearsal.Summary) error {
	path := o.report.Value
	data, err := reports[extension(path)](summary, o.texts())
	if err == nil {
		const mode = 0o644 // practice tokens have no secrets
		err = durable.WriteFile(path, mode, func(w io.Writer) error {
			_, err := w.Write(data)
			return err
		})
	}
	if err != nil {
		return fmt.Errorf("the report cannot be written: %w", err)
	}
	return nil
}
