package rehearsals

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"etokenpass/internal/durable"
)

// record is a group as it is kept in a file. Practice tokens protect nothing, so their codes may be in
// it; but it is for its owner alone, as all state is.
type record struct {
	Version int           `json:"version"`
	Code    string        `json:"code"`
	Opening Opening       `json:"opening"`
	Opened  time.Time     `json:"opened"`
	At      time.Duration `json:"at"` // how far the rehearsal had come, in nanoseconds
	Deeds   []deed        `json:"deeds"`
}

const (
	recordVersion = 1
	recordMode    = 0o600
	recordEnding  = ".json"
)

// mostDeeds bounds the size of a rehearsal, and the time that it takes to play it again.
const mostDeeds = 2_000

func (m *group) path() string { return filepath.Join(m.server.options.Folder, m.code+recordEnding) }

// save writes the group to its file, durably, if there is a folder.
func (m *group) save() error {
	if m.server.options.Folder == "" {
		return nil
	}
	data, err := json.Marshal(record{recordVersion, m.code, m.opening, m.opened, m.play.View().At, m.deeds})
	if err != nil {
		return err
	}
	return durable.WriteOwnFile(m.path(), recordMode, func(w io.Writer) error {
		_, err := w.Write(append(data, '\n'))
		return err
	})
}

// load reads all groups of the folder. One whose file is damaged does not keep the others from going on.
func (s *Server) load() error {
	if s.options.Folder == "" {
		return nil
	}
	folder, err := durable.MakeFolder(s.options.Folder)
	if err != nil {
		return err
	}
	if err := errors.Join(folder.Sweep(), folder.Close()); err != nil {
		return err
	}
	files, err := os.ReadDir(s.options.Folder)
	if err != nil {
		return err
	}
	for _, file := range files {
		code, isRecord := strings.CutSuffix(file.Name(), recordEnding)
		if !isRecord || !isCode(code) {
			continue
		}
		path := filepath.Join(s.options.Folder, file.Name())
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if err := s.loadGroup(code, data); err != nil {
			s.options.Log.Error("a rehearsal is damaged: the others go on without it; its file stays as it is: replace it by a copy, or remove it", "file", path, "err", err)
			s.groups.damage(code)
		}
	}
	return nil
}

// loadGroup plays a rehearsal again as far as it had come, given its file. Time in which the server did
// not run has not passed in it.
func (s *Server) loadGroup(code string, data []byte) error {
	kept, err := readRecord(data)
	switch {
	case err != nil:
		return err
	case kept.Code != code:
		return errors.New("the code in the file is another one: the file was renamed")
	}
	play, err := kept.Opening.replay(kept.Deeds)
	if err != nil {
		return err
	}
	play.Advance(kept.At - play.View().At)
	m := s.newGroup(code, kept.Opening, play)
	m.opened, m.deeds = kept.Opened, kept.Deeds
	return s.groups.add(m)
}

// readRecord reads the contents of a file.
func readRecord(data []byte) (kept record, err error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&kept); err != nil {
		return record{}, fmt.Errorf("damaged: %w", err)
	}
	switch {
	case decoder.More():
		return record{}, errors.New("damaged: something follows the rehearsal")
	case kept.Version != recordVersion:
		return record{}, fmt.Errorf("the version is %d: must be %d", kept.Version, recordVersion)
	case len(kept.Deeds) > mostDeeds:
		return record{}, fmt.Errorf("it has %d deeds: must be at most %d", len(kept.Deeds), mostDeeds)
	}
	return kept, checkRecord(&kept)
}

// checkRecord reports what a damaged file could have that no group has.
func checkRecord(kept *record) error {
	if _, err := kept.Opening.complete(kept.Opening.Language); err != nil {
		return err
	}
	for i, d := range kept.Deeds {
		if err := d.check(); err != nil {
			return fmt.Errorf("deed %d: %w", i+1, err)
		}
	}
	return nil
}

// forget removes the file of a group.
func (m *group) forget() error {
	if m.server.options.Folder == "" {
		return nil
	}
	if err := os.Remove(m.path()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
