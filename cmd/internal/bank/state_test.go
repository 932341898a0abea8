package bank

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"etokenpass/internal/errs"
	"etokenpass/tms"
	"etokenpass/web/bank"
)

// folderState is a state folder under test.
type folderState struct {
	*testing.T
	*state
	path string
}

func openFolder(t *testing.T, path string) folderState {
	t.Helper()
	s, err := openState(path)
	if err != nil {
		t.Fatal(err)
	}
	return folderState{t, s, path}
}

// keeping opens what the bank keeps, by the policy bs-client.
func (s folderState) keeping(fresh bool) bank.Keeping {
	s.Helper()
	_, text, _ := tms.EmbeddedPolicy("bs-client")
	keeping, err := s.open(s.Context(), fresh, text)
	if err != nil {
		s.Fatal(err)
	}
	return keeping
}

func (s folderState) closeAll(keeping bank.Keeping) {
	s.Helper()
	if err := keeping.Close(); err != nil {
		s.Error(err)
	}
	if err := s.close(); err != nil {
		s.Error(err)
	}
}

// note leaves a file in the bank's folder, to recognise it by.
func (s folderState) note(keeping bank.Keeping) {
	s.Helper()
	if err := os.MkdirAll(keeping.Folder, 0o700); err != nil {
		s.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(keeping.Folder, "note"), nil, 0o600); err != nil {
		s.Fatal(err)
	}
}

func isNoted(keeping bank.Keeping) bool {
	_, err := os.Stat(filepath.Join(keeping.Folder, "note"))
	return err == nil
}

func (s folderState) names() string {
	s.Helper()
	entries, err := os.ReadDir(s.path)
	if err != nil {
		s.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// The next process finds the same bank, with its policy.
func TestStateIsKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "practice", "bank")
	first := openFolder(t, path)
	keeping := first.keeping(false)
	first.note(keeping)
	first.closeAll(keeping)

	second := openFolder(t, path)
	policy, text, err := second.policy(t.Context())
	if err != nil || policy.Name != "bs-client" || !strings.Contains(text, "bs-client") {
		t.Errorf("the policy is %v, %v", policy, err)
	}
	keeping = second.keeping(false)
	if !isNoted(keeping) || second.names() != "1 lock" {
		t.Errorf("the bank is another one: %s", second.names())
	}
	second.closeAll(keeping)
}

// After a reset nothing of the old bank is left.
func TestStateIsReset(t *testing.T) {
	s := openFolder(t, t.TempDir())
	keeping := s.keeping(false)
	s.note(keeping)
	for _, want := range []string{"2 lock", "3 lock"} {
		if err := keeping.Close(); err != nil {
			t.Fatal(err)
		}
		keeping = s.keeping(true)
		if isNoted(keeping) || s.names() != want {
			t.Errorf("the folder has %s, want %s", s.names(), want)
		}
	}
	s.closeAll(keeping)
}

// What a reset that has failed leaves behind does not stand in the way of the next one.
func TestStateIsResetAgain(t *testing.T) {
	s := openFolder(t, t.TempDir())
	keeping := s.keeping(false)
	if err := keeping.Close(); err != nil {
		t.Fatal(err)
	}
	left := filepath.Join(s.path, draftName)
	if err := os.MkdirAll(left, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(left, "tms.key"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	keeping = s.keeping(true)
	if s.names() != "2 lock" {
		t.Errorf("the folder has %s", s.names())
	}
	s.closeAll(keeping)
}

// Whatever a killed process has left, one bank counts, and the rest is removed.
func TestStateAfterKill(t *testing.T) {
	for _, row := range []struct{ left, want string }{
		{"draft/tms.key", "1 lock"},       // in the middle of a reset, or of the first start
		{"2/bank/note", "2 lock"},         // after the new bank, before the removal of the old one
		{"notes.txt", "1 lock notes.txt"}, // not the bank's
		{"01/note", "01 1 lock"},
	} {
		s := openFolder(t, t.TempDir())
		keeping := s.keeping(false)
		s.closeAll(keeping)
		left := filepath.Join(s.path, filepath.FromSlash(row.left))
		if err := os.MkdirAll(filepath.Dir(left), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(left, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		again := openFolder(t, s.path)
		if again.names() != row.want {
			t.Errorf("%s: the folder has %s, want %s", row.left, again.names(), row.want)
		}
		if err := again.close(); err != nil {
			t.Error(err)
		}
	}
}

func TestStateRefused(t *testing.T) {
	foreign, file, used := t.TempDir(), filepath.Join(t.TempDir(), "file"), openFolder(t, t.TempDir())
	for _, path := range []string{filepath.Join(foreign, "photo.jpg"), file} {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, row := range []struct{ path, problem, hint string }{
		{foreign, foreign + " is not the folder of a bank, and it is not empty", "name a new folder, or an empty one"},
		{file, "the state folder " + file + " cannot be used: ", "name a new folder, or an empty one"},
		{used.path, "the bank in " + used.path + " is in use by another process", "end the other etokenpass bank, or use another folder"},
	} {
		s, err := openState(row.path)
		if err == nil {
			t.Errorf("%s was opened", row.path)
			_ = s.close()
			continue
		}
		if !strings.HasPrefix(err.Error(), row.problem) || errs.Hint(err) != row.hint {
			t.Errorf("the error is %v, the hint %q", err, errs.Hint(err))
		}
	}
	if err := used.close(); err != nil {
		t.Error(err)
	}
}
