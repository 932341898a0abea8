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

var screen = device.Event{Snapshot: device.Snapshot{
	Serial: "1", LCD: "755224", Since: time.Date(2026, 1, 1, 9, 0, 0, 123456789, time.UTC),
}}

const screenLine = `{"time":"2026-01-01T09:00:00.123Z","serial":"1","lcd":"755224"}` + "\n"

// The times are in UTC, independent of the local time zone.
func TestTranscriptUsesUTC(t *testing.T) {
	var out bytes.Buffer
	transcript := newTranscript(&out)
	local := screen
	local.Since = screen.Since.In(time.FixedZone("Vladivostok", 10*60*60))
	transcript.Record(local)
	if err := transcript.close(); err != nil || out.String() != screenLine {
		t.Errorf("got %q, %v", &out, err)
	}
}

// close waits until all lines are written.
func TestTranscriptIsCompleteWhenClosed(t *testing.T) {
	var out bytes.Buffer
	transcript := newTranscript(&out)
	for range maxPending / 2 {
		transcript.Record(screen)
	}
	if err := transcript.close(); err != nil {
		t.Fatal(err)
	}
	if want := strings.Repeat(screenLine, maxPending/2); out.String() != want {
		t.Errorf("got %d lines, want %d", strings.Count(out.String(), "\n"), maxPending/2)
	}
}

// A pipe without a reader does not block the tokens: Record returns and the transcript stops.
func TestTranscriptWithoutReader(t *testing.T) {
	reader, writer := io.Pipe()
	transcript := newTranscript(writer)
	for range maxPending + 2 {
		transcript.Record(screen)
	}
	if err := transcript.Err(); !errors.Is(err, errNotRead) {
		t.Errorf("the transcript stopped with %v", err)
	}
	_ = reader.Close() // unblocks the pending write
	if err := transcript.close(); !errors.Is(err, errNotRead) {
		t.Errorf("close returned %v", err)
	}
}

// A transcript ends before a screen that was missed, with an error that says so.
func TestTranscriptHasNoGaps(t *testing.T) {
	var out bytes.Buffer
	transcript := newTranscript(&out)
	transcript.Record(screen)
	late := screen
	late.Missed = 1
	transcript.Record(late)
	transcript.Record(screen)
	err := transcript.close()
	if !errors.Is(err, errMissed) || err.Error() != "the transcript has stopped: some screens changed too quickly and were missed" {
		t.Errorf("the transcript stopped with %v", err)
	}
	if got := out.String(); got != "" && got != screenLine {
		t.Errorf("after the gap it continues: %q", got)
	}
}

// After a line that cannot be written, no other line is written.
func TestTranscriptStopsOnFullDisk(t *testing.T) {
	full := &fullDisk{}
	transcript := newTranscript(full)
	transcript.Record(screen)
	transcript.Record(screen)
	if err := transcript.close(); !errors.Is(err, errFull) || full.writes != 1 {
		t.Errorf("%d writes, error %v", full.writes, err)
	}
}

var errFull = errors.New("the disk is full")

type fullDisk struct{ writes int }

func (f *fullDisk) Write([]byte) (int, error) {
	f.writes++
	return 0, errFull
}

// An old transcript is replaced when the first line is written, not earlier.
func TestTranscriptReplacesOldFile(t *testing.T) {
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
			transcript.Record(screen)
		}
		if err := errors.Join(transcript.close(), file.Close()); err != nil {
			t.Fatal(err)
		}
		want := string(before)
		if lines > 0 {
			want = screenLine
		}
		if after, err := os.ReadFile(path); err != nil || string(after) != want {
			t.Errorf("after %d lines the file contains %q, %v", lines, after, err)
		}
	}
}
