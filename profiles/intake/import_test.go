package intake_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"etokenpass/internal/durable"
	"etokenpass/profiles"
	"etokenpass/profiles/intake"
	"etokenpass/profiles/seedfile"
)

// batch returns a batch of event tokens with the given serials, one per line of batch.csv.
func batch(t *testing.T, serials ...string) (tokens []*seedfile.Token) {
	t.Helper()
	for i, serial := range serials {
		secret, err := profiles.NewSecret([]byte("secret of " + serial))
		if err != nil {
			t.Fatal(err)
		}
		tokens = append(tokens, &seedfile.Token{
			Serial: serial,
			Secret: secret,
			File:   "batch.csv",
			Line:   i + 1,
			Traits: &seedfile.Traits{Type: profiles.Event, Algorithm: profiles.SHA1, Digits: 6},
		})
	}
	return tokens
}

// serialsIn returns the sorted serials of the profiles in a folder.
func serialsIn(t *testing.T, folder string) string {
	t.Helper()
	entries, err := profiles.Library{Folder: folder}.List()
	if err != nil {
		t.Fatal(err)
	}
	var serials []string
	for _, entry := range entries {
		switch {
		case entry.Embedded:
		case entry.Err != nil:
			serials = append(serials, "broken")
		default:
			serials = append(serials, entry.Profile.Serial)
		}
	}
	slices.Sort(serials)
	return strings.Join(serials, " ")
}

// drafts returns the names of the temporary files in a folder.
func drafts(t *testing.T, folder string) (left []string) {
	t.Helper()
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasPrefix(file.Name(), ".") && file.Name() != ".lock" {
			left = append(left, file.Name())
		}
	}
	return left
}

func TestImport(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "new", "profiles")
	tokens := batch(t, "A-1", "B-2", "C/3")
	tokens[1].FirstMovingFactor, tokens[1].MovingFactor = 3, 7
	var progress []int
	err := intake.Import(t.Context(), folder, tokens, intake.Options{
		Progress: func(written, total int) { progress = append(progress, written, total) },
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := []int{1, 3, 2, 3, 3, 3}; !slices.Equal(progress, want) {
		t.Errorf("got progress %v, want %v", progress, want)
	}
	library := profiles.Library{Folder: folder}
	for _, token := range tokens {
		profile, err := profiles.Load(library.PathOf(token.Serial))
		if err != nil {
			t.Error(err)
			continue
		}
		if string(profile.Encode(true)) != string(token.Profile().Encode(true)) {
			t.Errorf("%s: got %s", token.Serial, profile.Encode(true))
		}
		if info, err := os.Stat(profile.Origin); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: mode %v, %v", token.Serial, info.Mode(), err)
		}
	}
	if left := drafts(t, folder); len(left) > 0 {
		t.Errorf("temporary files left: %v", left)
	}
}

// If one token cannot be imported, none is.
func TestAllOrNothing(t *testing.T) {
	interrupted, interrupt := context.WithCancel(t.Context())
	interrupt()
	for _, row := range []struct {
		name    string
		serials []string
		prepare func(t *testing.T, library profiles.Library)
		ctx     context.Context
		want    string // DIR is the folder
		is      error
	}{
		{
			name: "existing profile", serials: []string{"A-1", "old", "B-2"},
			want: "batch.csv:2: token old: already has a profile: DIR/old-11f2cb2af2c53d3d.yaml",
		},
		{
			name: "duplicate serial", serials: []string{"A-1", "B-2", "A-1"},
			want: "batch.csv:3: token A-1: duplicate serial: already in batch.csv:1",
		},
		{
			name: "several collisions", serials: []string{"A-1", "A-1", "old", "anna", "ANNA-1"},
			want: "batch.csv:2: token A-1: duplicate serial: already in batch.csv:1\n" +
				"batch.csv:3: token old: already has a profile: DIR/old-11f2cb2af2c53d3d.yaml\n" +
				"batch.csv:4: token anna: the serial is the name of another profile: DIR/anna.yml\n" +
				"batch.csv:5: token ANNA-1: already has a profile: DIR/anna.yml",
		},
		{
			name: "folder in place of a profile", serials: []string{"A-1", "B-2"},
			prepare: func(t *testing.T, library profiles.Library) {
				if err := os.Mkdir(library.PathOf("B-2"), 0o700); err != nil {
					t.Fatal(err)
				}
			},
			want: "batch.csv:2: token B-2: DIR/b-2-c86ac4eb1e5ae3f1.yaml is a folder: must be a regular file",
		},
		{
			name: "interrupted", serials: []string{"A-1", "B-2"}, ctx: interrupted,
			want: "nothing was imported: interrupted", is: context.Canceled,
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			library := profiles.Library{Folder: t.TempDir()}
			for path, serial := range map[string]string{library.PathOf("old"): "old", filepath.Join(library.Folder, "anna.yml"): "ANNA-1"} {
				if err := batch(t, serial)[0].Profile().Save(path); err != nil {
					t.Fatal(err)
				}
			}
			if row.prepare != nil {
				row.prepare(t, library)
			}
			ctx := row.ctx
			if ctx == nil {
				ctx = t.Context()
			}
			err := intake.Import(ctx, library.Folder, batch(t, row.serials...), intake.Options{})
			want := strings.NewReplacer(
				"DIR/old-11f2cb2af2c53d3d.yaml", library.PathOf("old"), "DIR/b-2-c86ac4eb1e5ae3f1.yaml", library.PathOf("B-2"),
				"DIR/anna.yml", filepath.Join(library.Folder, "anna.yml")).Replace(row.want)
			if err == nil || err.Error() != want || row.is != nil && !errors.Is(err, row.is) {
				t.Errorf("got error %v\nwant %s", err, want)
			}
			if got := serialsIn(t, library.Folder); got != "ANNA-1 old" {
				t.Errorf("the folder contains %s", got)
			}
			if left := drafts(t, library.Folder); len(left) > 0 {
				t.Errorf("temporary files left: %v", left)
			}
		})
	}
}

// An import that is interrupted while it writes profiles leaves no files.
func TestInterrupted(t *testing.T) {
	folder := t.TempDir()
	ctx, interrupt := context.WithCancel(t.Context())
	err := intake.Import(ctx, folder, batch(t, "A", "B", "C"), intake.Options{Progress: func(written, _ int) {
		if written == 2 {
			interrupt()
		}
	}})
	if !errors.Is(err, context.Canceled) || err.Error() != "nothing was imported: interrupted" {
		t.Errorf("got error %v", err)
	}
	if got, left := serialsIn(t, folder), drafts(t, folder); got != "" || len(left) > 0 {
		t.Errorf("the folder contains %q, %v", got, left)
	}
}

// Replace replaces only profiles that are named after their serials.
func TestReplace(t *testing.T) {
	library := profiles.Library{Folder: t.TempDir()}
	if err := intake.Import(t.Context(), library.Folder, batch(t, "A", "B"), intake.Options{}); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(library.PathOf("A"), 0o640); err != nil {
		t.Fatal(err)
	}
	again := batch(t, "A", "C")
	again[0].MovingFactor = 5
	if err := intake.Import(t.Context(), library.Folder, again, intake.Options{Replace: true}); err != nil {
		t.Fatal(err)
	}
	profile, err := profiles.Load(library.PathOf("A"))
	if err != nil || profile.Counter != 5 {
		t.Errorf("got %+v, %v", profile, err)
	}
	if info, err := os.Stat(library.PathOf("A")); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("got mode %v, %v", info.Mode(), err)
	}
	if got := serialsIn(t, library.Folder); got != "A B C" {
		t.Errorf("the folder contains %s", got)
	}

	if err := os.Rename(library.PathOf("B"), filepath.Join(library.Folder, "boris.yaml")); err != nil {
		t.Fatal(err)
	}
	err = intake.Import(t.Context(), library.Folder, batch(t, "B"), intake.Options{Replace: true})
	collision, ok := errors.AsType[*intake.Collision](err)
	if !ok || collision.Kind != intake.Elsewhere || collision.Hint() == "" {
		t.Errorf("got error %v", err)
	}

	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	err = intake.Import(ctx, library.Folder, batch(t, "A"), intake.Options{Replace: true})
	if err == nil || err.Error() != "nothing was imported: interrupted" {
		t.Errorf("got error %v", err)
	}
}

// If Replace fails after it has replaced some profiles, the error reports their number.
func TestReplaceFails(t *testing.T) {
	library := profiles.Library{Folder: t.TempDir()}
	tokens := batch(t, "A", "B")
	obstruct := func(written, total int) {
		if written == total { // after the check
			if err := os.MkdirAll(filepath.Join(library.PathOf("B"), "full"), 0o700); err != nil {
				t.Error(err)
			}
		}
	}
	err := intake.Import(t.Context(), library.Folder, tokens, intake.Options{Replace: true, Progress: obstruct})
	if err == nil || !strings.HasSuffix(err.Error(), "; profiles already replaced: 1") {
		t.Errorf("got error %v", err)
	}
}

// A profile whose serial was edited belongs to the serial in it: an import finds that serial
// and does not replace the file for the serial in its name.
func TestEditedSerial(t *testing.T) {
	library := profiles.Library{Folder: t.TempDir()}
	if err := intake.Import(t.Context(), library.Folder, batch(t, "A", "B"), intake.Options{}); err != nil {
		t.Fatal(err)
	}
	edited := library.PathOf("A")
	text, err := os.ReadFile(edited)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{`serial:   "C"`, `serial: C`, `serial:   "\x43"`} {
		if err := os.WriteFile(edited, []byte(strings.Replace(string(text), `serial:   "A"`, line, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, replace := range []bool{false, true} {
			err := intake.Import(t.Context(), library.Folder, batch(t, "A", "C"), intake.Options{Replace: replace})
			want := "batch.csv:1: token A: the file for its profile contains another serial: " + edited + "\n" +
				"batch.csv:2: token C: already has a profile: " + edited
			if err == nil || err.Error() != want {
				t.Errorf("%s, replace %v: got error %v\nwant %s", line, replace, err, want)
			}
		}
		if got := serialsIn(t, library.Folder); got != "B C" {
			t.Errorf("%s: the folder contains %s", line, got)
		}
	}
}

// A folder or a link with the name of the profile is reported in advance.
func TestIrregular(t *testing.T) {
	library := profiles.Library{Folder: t.TempDir()}
	tokens := batch(t, "folder", "link", "dangling", "free")
	if err := tokens[1].Profile().Save(filepath.Join(library.Folder, "target")); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(
		os.Mkdir(library.PathOf("folder"), 0o700),
		os.Symlink("target", library.PathOf("link")),
		os.Symlink("missing", library.PathOf("dangling"))); err != nil {
		t.Skip(err) // Windows lets not every user create links
	}
	for _, replace := range []bool{false, true} {
		taken, err := intake.Taken(library.Folder, tokens, replace)
		if err != nil {
			t.Fatal(err)
		}
		if len(taken) != 3 {
			t.Errorf("got %v", taken)
		}
		for i, collision := range taken {
			if collision.Kind != intake.Irregular || collision.Token != tokens[i] || collision.Hint() == "" {
				t.Errorf("got %v of kind %d", collision, collision.Kind)
			}
		}
		if err := intake.Import(t.Context(), library.Folder, tokens, intake.Options{Replace: replace}); !strings.Contains(fmt.Sprint(err), " is a symbolic link: ") {
			t.Errorf("got error %v", err)
		}
	}
	if left := serialsIn(t, library.Folder); left != "broken link" {
		t.Errorf("the folder contains %s", left)
	}
}

// Only one process at a time can import into a folder.
func TestBusy(t *testing.T) {
	path := t.TempDir()
	folder, err := durable.OpenFolder(path)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close() //nolint:errcheck // a test
	set, err := folder.NewSet(1)
	if err != nil {
		t.Fatal(err)
	}
	err = intake.Import(t.Context(), path, batch(t, "A"), intake.Options{})
	busy, ok := errors.AsType[*profiles.BusyError](err)
	if !ok || busy.Folder != path || err.Error() != path+": another process is writing profiles to the folder" {
		t.Errorf("got error %v", err)
	}
	if err := set.Close(); err != nil {
		t.Error(err)
	}
	if err := intake.Import(t.Context(), path, batch(t, "A"), intake.Options{}); err != nil {
		t.Error(err)
	}
}

func TestDistinct(t *testing.T) {
	for _, row := range []struct{ serials, distinct, repeated string }{
		{"", "", ""},
		{"A", "A", ""},
		{"A B C", "A B C", ""},
		{"A B A C B A", "A B C", "A:3<1 B:5<2 A:6<1"},
		{"A A", "A", "A:2<1"},
	} {
		distinct, repeated := intake.Distinct(batch(t, strings.Fields(row.serials)...))
		var serials, collisions []string
		for _, token := range distinct {
			serials = append(serials, token.Serial)
		}
		for _, each := range repeated {
			collisions = append(collisions, fmt.Sprintf("%s:%d<%s", each.Token.Serial, each.Token.Line, strings.TrimPrefix(each.Place, "batch.csv:")))
		}
		if got := strings.Join(serials, " ") + "|" + strings.Join(collisions, " "); got != row.distinct+"|"+row.repeated {
			t.Errorf("%s: got %s", row.serials, got)
		}
	}
}

// An import and another process that creates a profile with the same serial never both
// succeed.
func TestImportAndCreate(t *testing.T) {
	for range 20 {
		library := profiles.Library{Folder: filepath.Join(t.TempDir(), "profiles")}
		tokens := batch(t, "A")
		profile := tokens[0].Profile()
		created := make(chan error)
		go func() {
			_, err := library.Create("anna", profile)
			created <- err
		}()
		importing := intake.Import(t.Context(), library.Folder, tokens, intake.Options{})
		creating := <-created
		if (importing == nil) == (creating == nil) || serialsIn(t, library.Folder) != "A" {
			t.Fatalf("import: %v; create: %v; the folder contains %q", importing, creating, serialsIn(t, library.Folder))
		}
	}
}
