package etokenpass_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"etokenpass/device"
	"etokenpass/display"
	"etokenpass/display/face"
	"etokenpass/internal/golden"
	"etokenpass/internal/locale"
	"etokenpass/profiles"
	"etokenpass/tms"
)

// The handout describes the synchronisation to customers and to a help desk, once per language.
// Its pictures, codes and counters are those of one token, which has the following story.
const (
	handoutProfile = "pass-event"
	lastLogin      = 35 // codes generated until the last login
	inThePocket    = 14 // codes generated since then, by accident
)

var handouts = map[locale.Language]string{
	locale.English: "docs/synchronisation.md",
	locale.Russian: "docs/synchronisation.ru.md",
}

// handoutPicture is a picture of the handout, with what can be read in it.
type handoutPicture struct {
	file  string // in docs/pictures
	shows string // "" for an LCD that is off
	svg   []byte
}

// handoutPictures plays the story and returns its pictures, in the order in which the handout shows
// them for the first time.
func handoutPictures(t *testing.T) []handoutPicture {
	t.Helper()
	profile := handoutToken(t)
	token, err := device.New(profile, device.NewVirtualClock(time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)), device.NewMemory(lastLogin+inThePocket))
	if err != nil {
		t.Fatal(err)
	}
	lcd, err := display.NewLCD(profile.Cells())
	if err != nil {
		t.Fatal(err)
	}
	frame := func(seen device.Snapshot, err error) display.Frame {
		if err != nil {
			t.Fatal(err)
		}
		frame, err := lcd.Frame(seen.LCD)
		if err != nil {
			t.Fatal(err)
		}
		return frame
	}
	screen := func(file string, frame display.Frame) handoutPicture {
		return handoutPicture{file, strings.TrimSpace(frame.Reading()), smallLCD(frame)}
	}
	fourPresses := func() (seen device.Snapshot, err error) {
		for seen, err = range token.Presses(4, device.PressEvery) {
			if err != nil {
				return seen, err
			}
		}
		return seen, nil
	}
	nextCode := func() display.Frame {
		frame(token.Wait(27 * time.Second))
		return frame(token.Press())
	}

	off := frame(token.Snapshot(), nil)
	front := handoutPicture{"front.svg", "", face.SVG(face.Scene{LCD: off}, "The front of the token: the display, and the button to its right")}
	back := handoutPicture{"back.svg", profile.Serial, face.SVG(face.Scene{Back: true, Serial: profile.Serial}, "The back of the token, with the serial "+profile.Serial)}
	refused := frame(token.Press())
	return []handoutPicture{
		front, back,
		screen("key-50.svg", refused),
		screen("off.svg", frame(token.Wait(27*time.Second))),
		screen("upside-down.svg", refused.Turned()),
		screen("self-test.svg", frame(token.Hold(4*time.Second))),
		screen("counter.svg", frame(fourPresses())),
		screen("key-51.svg", nextCode()),
		screen("key-52.svg", nextCode()),
		screen("key-53.svg", nextCode()),
	}
}

// smallLCD draws an LCD in a size that fits between two steps on paper: about 5 cm wide.
func smallLCD(frame display.Frame) []byte {
	const scale = 0.4
	width, height := display.Size(len(frame.Cells()))
	title := "The display is off"
	if shows := strings.TrimSpace(frame.Reading()); shows != "" {
		title = "The display shows " + shows
	}
	return display.SVGDocument(width*scale, height*scale, title, fmt.Appendf(nil, "<g transform=\"scale(%g)\">\n%s</g>\n", scale, frame.SVGElements()))
}

func handoutToken(t *testing.T) *profiles.Profile {
	t.Helper()
	profile, err := profiles.Load("profiles/embedded/" + handoutProfile + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	return profile
}

// docs/pictures contains exactly the pictures of the handout, as the program draws them.
func TestHandoutPictures(t *testing.T) {
	const folder = "docs/pictures"
	pictures := handoutPictures(t)
	for _, picture := range pictures {
		golden.Check(t, filepath.Join(folder, picture.file), picture.svg)
	}
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !slices.ContainsFunc(pictures, func(p handoutPicture) bool { return p.file == file.Name() }) {
			t.Errorf("%s/%s is not in the handout", folder, file.Name())
		}
	}
}

var (
	handoutImage = regexp.MustCompile(`!\[([^\]]*)\]\(pictures/([^)]+)\)`)
	handoutCode  = regexp.MustCompile(`\b(?:F\d+|\d{6})\b`)
	serialNumber = regexp.MustCompile(`\b\d{7,}\b`)
	anyNumber    = regexp.MustCompile(`\d+`)
)

// Both handouts show every picture, in the order of the story. A code or counter is named only where
// the token has shown it: not before the block whose picture shows it. Every serial is the token's.
func TestHandoutFollowsTheToken(t *testing.T) {
	pictures, serial := handoutPictures(t), handoutToken(t).Serial
	for language, path := range handouts {
		shown := 0
		blocks := handoutBlocks(t, path)
		for i, block := range blocks {
			for _, image := range handoutImage.FindAllStringSubmatch(block.text, -1) {
				shown = max(shown, handoutPlace(t, pictures[:min(shown+1, len(pictures))], image)+1)
			}
			named := shown
			if i+1 < len(blocks) && shown < len(pictures) && strings.Contains(blocks[i+1].text, "](pictures/"+pictures[shown].file+")") {
				named++
			}
			for _, code := range handoutCode.FindAllString(block.text, -1) {
				if code != "888888" && !slices.ContainsFunc(pictures[:named], func(p handoutPicture) bool { return p.shows == code }) {
					t.Errorf("%s:%d: the token has not shown %s", path, block.line, code)
				}
			}
			for _, number := range serialNumber.FindAllString(block.text, -1) {
				if number != serial {
					t.Errorf("%s:%d: the serial is %s, not %s", path, block.line, serial, number)
				}
			}
		}
		if shown != len(pictures) {
			t.Errorf("%s: the handout in %s does not show %s", path, language, pictures[shown].file)
		}
	}
}

// handoutPlace returns the place of an image among the pictures that may be shown now, and checks the
// image's text.
func handoutPlace(t *testing.T, pictures []handoutPicture, image []string) int {
	t.Helper()
	i := slices.IndexFunc(pictures, func(p handoutPicture) bool { return p.file == image[2] })
	if i < 0 {
		t.Fatalf("%s: not the next picture of the story, %s", image[0], pictures[len(pictures)-1].file)
	}
	if !strings.Contains(image[1], pictures[i].shows) {
		t.Errorf("%s: the text does not contain %s", image[0], pictures[i].shows)
	}
	return i
}

// The languages have the same headings, steps, pictures, tables, commands and numbers, in the same
// order.
func TestHandoutsAgree(t *testing.T) {
	english, russian := handoutBlocks(t, handouts[locale.English]), handoutBlocks(t, handouts[locale.Russian])
	for i := range min(len(english), len(russian)) {
		if en, ru := english[i].shape(), russian[i].shape(); en != ru {
			t.Fatalf("line %d in English and line %d in Russian differ:\n%s\n%s", english[i].line, russian[i].line, en, ru)
		}
	}
	if len(english) != len(russian) {
		t.Errorf("%d blocks in English, %d in Russian", len(english), len(russian))
	}
}

// handoutBlock is a heading, a step, an item, a row of a table, a line of a console, or a paragraph.
type handoutBlock struct {
	line int
	kind string // "## ", "1. ", "- ", "| ", "$ ", or "" for a paragraph
	text string
}

// shape returns what a block has in common with its translation. Numbers may have another order.
func (b handoutBlock) shape() string {
	if b.kind == "$ " {
		return b.text
	}
	numbers := anyNumber.FindAllString(handoutImage.ReplaceAllString(b.text, ""), -1)
	slices.Sort(numbers)
	var images []string
	for _, image := range handoutImage.FindAllStringSubmatch(b.text, -1) {
		images = append(images, image[2])
	}
	return fmt.Sprintf("%q, %d cells, pictures %v, numbers %v", b.kind, strings.Count(b.text, " | "), images, numbers)
}

var blockStart = regexp.MustCompile(`^(#+ |\d+\. |- |\| )`)

func handoutBlocks(t *testing.T, path string) (blocks []handoutBlock) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	inConsole, joins := false, false
	for i, line := range strings.Split(string(data), "\n") {
		kind := blockStart.FindString(line)
		switch {
		case strings.HasPrefix(line, "```"):
			inConsole, joins = !inConsole, false
		case inConsole:
			blocks = append(blocks, handoutBlock{i + 1, "$ ", line})
		case strings.TrimSpace(line) == "":
			joins = false
		case joins && kind == "":
			blocks[len(blocks)-1].text += " " + strings.TrimSpace(line)
		default:
			blocks = append(blocks, handoutBlock{i + 1, kind, strings.TrimSpace(line)})
			joins = true
		}
	}
	return blocks
}

// What the handout says about the bank is what the validator does with the policy that describes the
// bank of the guide.
func TestHandoutAtTheBank(t *testing.T) {
	shows := map[string]string{}
	for _, picture := range handoutPictures(t) {
		shows[picture.file] = picture.shows
	}
	refused, next, second, third := shows["key-50.svg"], shows["key-51.svg"], shows["key-52.svg"], shows["key-53.svg"]
	const counter = lastLogin + inThePocket + 1
	if want := fmt.Sprintf("F%05d", counter); shows["counter.svg"] != want {
		t.Errorf("the counter is %s, want %s", shows["counter.svg"], want)
	}
	for name, play := range map[string]func(*handoutBank){
		"a synchronisation": func(b *handoutBank) {
			b.enters(refused, tms.OutOfWindow)
			b.enters(shows["upside-down.svg"], tms.WrongCode)
			b.synchronises(lastLogin-1, tms.Wrapped) // lower than the stored counter
			b.synchronises(counter, tms.Accepted)
			b.enters(next, tms.Accepted)
		},
		"three failures": func(b *handoutBank) {
			for range 3 {
				b.enters(refused, tms.OutOfWindow)
			}
			b.synchronises(counter, tms.Accepted)
			b.enters(next, tms.Locked)
			b.unlocks()
			b.enters(next, tms.Accepted)
		},
		"unlocked only": func(b *handoutBank) {
			b.unlocks()
			b.enters(next, tms.OutOfWindow)
		},
		"two consecutive codes": func(b *handoutBank) {
			b.enters(refused, tms.OutOfWindow)
			b.synchronisesByCodes(second, next, tms.WrongCode)
			b.synchronisesByCodes(next, third, tms.WrongCode)
			b.synchronisesByCodes(next, second, tms.Accepted)
			b.enters(third, tms.Accepted)
		},
	} {
		t.Run(name, func(t *testing.T) { play(openHandoutBank(t)) })
	}
}

// handoutBank is a validator with the token of the handout, assigned to a user.
type handoutBank struct {
	t         *testing.T
	validator *tms.Validator
	serial    string
	calls     int
}

func openHandoutBank(t *testing.T) *handoutBank {
	t.Helper()
	validator, err := tms.New(tms.NewMemory([]byte("journal")), "bank-guide")
	if err != nil {
		t.Fatal(err)
	}
	profile := handoutToken(t)
	b := &handoutBank{t: t, validator: validator, serial: profile.Serial}
	if _, err := validator.Import(context.Background(), b.call(), false, tms.Token{
		Serial: profile.Serial, Secret: profile.Secret.Key(), Type: tms.Type(profile.Type), Algorithm: profile.Algorithm, Digits: profile.Digits,
		FirstMovingFactor: profile.FirstMovingFactor, Next: profile.FirstMovingFactor + lastLogin,
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := validator.Assign(context.Background(), b.call(), profile.Serial, "anna", tms.Assignment{}); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *handoutBank) call() tms.Call {
	b.calls++
	return tms.Call{Time: time.Date(2026, 1, 15, 9, 0, b.calls, 0, time.UTC), ID: fmt.Sprint(b.calls)}
}

func (b *handoutBank) enters(code string, want tms.Result) {
	b.t.Helper()
	entry, err := b.validator.Verify(context.Background(), b.call(), tms.Login{User: "anna", Code: code})
	b.expect(entry, err, want)
}

func (b *handoutBank) synchronises(counter uint64, want tms.Result) {
	b.t.Helper()
	entry, err := b.validator.ResyncByCounter(context.Background(), b.call(), b.serial, tms.CounterReport{Shown: counter})
	b.expect(entry, err, want)
}

func (b *handoutBank) synchronisesByCodes(first, second string, want tms.Result) {
	b.t.Helper()
	entry, err := b.validator.ResyncByCodes(context.Background(), b.call(), b.serial, [2]string{first, second})
	b.expect(entry, err, want)
}

func (b *handoutBank) unlocks() {
	b.t.Helper()
	entry, err := b.validator.Unlock(context.Background(), b.call(), tms.Key{Serial: b.serial})
	b.expect(entry, err, tms.Done)
}

func (b *handoutBank) expect(entry tms.Entry, err error, want tms.Result) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	if entry.Result != want {
		b.t.Errorf("%s: got %s, want %s", entry.Request, entry.Result, want)
	}
}

// The values in the tables of evidence are those of the token's profile and of the bank's policy, and
// the evidence is one of the three words.
func TestHandoutEvidence(t *testing.T) {
	profile := handoutToken(t)
	policy, _, _ := tms.EmbeddedPolicy("bank-guide")
	lit := fmt.Sprintf("%g", profile.Display.Timeout.Seconds())
	want := []string{ // in the order of the rows
		fmt.Sprint(profile.Digits), lit, fmt.Sprintf("%g", profile.Button.Hold.Seconds()), fmt.Sprint(profile.Button.SyncPresses),
		"", fmt.Sprint(policy.Window), fmt.Sprint(policy.MaxFailures), "", "", "", lit, "", "", "", "", "", "",
		fmt.Sprintf("%d %g", profile.Battery.Codes, 7.0),
	}
	words := map[locale.Language][]string{
		locale.English: {"documented", "observed", "assumed"},
		locale.Russian: {"указано", "наблюдалось", "предположено"},
	}
	evidence := map[locale.Language][]int{}
	for language, path := range handouts {
		rows := evidenceRows(t, path)
		if len(rows) != len(want) {
			t.Fatalf("%s: %d rows of evidence, want %d", path, len(rows), len(want))
		}
		for i, cells := range rows {
			if got := strings.Join(anyNumber.FindAllString(strings.ReplaceAll(cells[1], "\u00a0", ""), -1), " "); got != want[i] {
				t.Errorf("%s: %s: %q, want %q", path, cells[0], cells[1], want[i])
			}
			word := slices.Index(words[language], cells[2])
			if word < 0 {
				t.Errorf("%s: %s: unknown evidence %q", path, cells[0], cells[2])
			}
			evidence[language] = append(evidence[language], word)
		}
	}
	if !slices.Equal(evidence[locale.English], evidence[locale.Russian]) {
		t.Errorf("the languages differ in their evidence: %v", evidence)
	}
}

// evidenceRows returns the cells of the last table with four columns.
func evidenceRows(t *testing.T, path string) (rows [][]string) {
	t.Helper()
	for _, block := range handoutBlocks(t, path) {
		cells := strings.Split(strings.Trim(block.text, "| "), " | ")
		if block.kind == "| " && len(cells) == 4 {
			rows = append(rows, cells)
		}
	}
	if len(rows) < 3 {
		t.Fatalf("%s: no table of evidence", path)
	}
	return rows[2:] // without the heading and the line under it
}
