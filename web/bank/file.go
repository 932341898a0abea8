package bank

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"etokenpass/internal/durable"
)

// fileMode keeps files for their owner: they have practice secrets in them.
const fileMode = 0o600

// below returns the path of a name in a folder; "" without a folder.
func below(folder, name string) string {
	if folder == "" {
		return ""
	}
	return filepath.Join(folder, name)
}

// writeJSON writes a file durably.
func writeJSON(path string, value any) error {
	data, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	return durable.WriteOwnFile(path, fileMode, func(w io.Writer) error {
		_, err := w.Write(append(data, '\n'))
		return err
	})
}

// readJSON reads a file that [writeJSON] has written. The error names it.
func readJSON(path string, value any) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	err = decoder.Decode(value)
	if _, end := decoder.Token(); err == nil && !errors.Is(end, io.EOF) {
		err = errors.New("something follows its end")
	}
	if err != nil {
		return fmt.Errorf("%s is damaged: %w", path, err)
	}
	return nil
}
