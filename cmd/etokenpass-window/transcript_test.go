package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"etokenpass/device"
)

var screen = device.Snapshot{Serial: "1", LCD: "755224", Since: time.Date(2026, 1, 1, 9, 0, 0, 123456789, time.UTC)}

const screenLine = `{"time":"2026-01-01T09:00:00.123Z","serial":"1","lcd":"755224"}` + "\n"

// Wherever the computer is, the times are in UTC.
func TestTranscriptIsInUTC(t *testing.T) {
	var out bytes.Buffer
	transcript := newTranscript(&out)
	elsewhere := screen
	elsewhere.Since = screen.Since.In(time.FixedZone("Vladivostok", 10*60*60))
	transcript.Tell(elsewhere)
	if err := transcript.close(); err != nil || out.String() != screenLine {
		t.Errorf("it says %q, %v", &out, err)
	}
}

func TestTranscriptIsWholeWhenClosed(t *testing.T) {
	var out bytes.Buffer
	transcript := newTranscript(&out)
	for range mostWaiting / 2 {
		transcript.Tell(screen)
	}
	if err := transcript.close(); err != nil {
		t.Fatal(err)
	}
	if want := strings.Repeat(screenLine, mostWaiting/2); out.String() != want {
		t.Errorf("%d lines of %d", strings.Count(out.String(), "\n"), mostWaiting/2)
	}
}

// A pipe that nobody reads does not stop the tokens: Tell returns, and the transcript
// ends.
func TestTranscriptThatNobodyReads(t *testing.T) {
	reader, writer := io.Pipe()
	transcript := newTranscript(writer)
	for range mostWaiting + 2 {
		transcript.Tell(screen)
	}
	if err := transcript.Err(); !errors.Is(err, errNobodyReads) {
		t.Errorf("the transcript ends with %v", err)
	}
	_ = reader.Close() // lets the last line go
	if err := transcript.close(); !errors.Is(err, errNobodyReads) {
		t.Errorf("closed, it ends with %v", err)
	}
}

// After a line that cannot be written there is no other.
func TestTranscriptOnAFullDisk(t *testing.T) {
	full := &fullDisk{}
	transcript := newTranscript(full)
	transcript.Tell(screen)
	transcript.Tell(screen)
	if err := transcript.close(); !errors.Is(err, errFull) || full.writes != 1 {
		t.Errorf("%d writes, then %v", full.writes, err)
	}
}

var errFull = errors.New("the disk is full")

type fullDisk struct{ writes int }

func (f *fullDisk) Write([]byte) (int, error) {
	f.writes++
	return 0, errFull
}

// An old transcript is replaced by the first line, and not before.
func TestTranscriptReplaces(t *testing.T) {
	path := filepath.Join(t.TempDir(), "token.jsonl")
	if err := os.WriteFile(path, []byte(strings.Repeat("old\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, lines := range []int{0, 1} {
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		file, err := openTranscript(path)
		if err != nil {
			t.Fatal(err)
		}
		transcript := newTranscript(file)
		for range lines {
			transcript.Tell(screen)
		}
		if err := errors.Join(transcript.close(), file.Close()); err != nil {
			t.Fatal(err)
		}
		want := string(before)
		if lines > 0 {
			want = screenLine
		}
		if after, err := os.ReadFile(path); err != nil || string(after) != want {
			t.Errorf("after %d lines the file has %q, %v", lines, after, err)
		}
	}
}
