package window

import (
	"io/fs"
	"slices"
	"strings"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"

	"etokenpass/internal/locale"
)

// reader reads the user input from ebiten, once per frame. ebiten reports a press that is shorter than a frame and
// filters out keyboard repeats.
type reader struct {
	keys  []ebiten.Key
	mouse Point
}

func (r *reader) read() Input {
	paths, err := dropped()
	touches := r.readTouches()
	return Input{
		Touches: touches, Keys: r.readKeys(), Mouse: r.mouse, Dropped: paths, Lost: err,
		MenuClick: inpututil.IsMouseButtonJustPressed(ebiten.MouseButtonRight),
		Focused:   ebiten.IsFocused(), Closed: ebiten.IsWindowBeingClosed(),
	}
}

func (r *reader) readTouches() []Touch {
	before := r.mouse
	x, y := ebiten.CursorPosition()
	r.mouse = Point{float64(x), float64(y)}
	mouse := Touch{
		Finger: Mouse, At: r.mouse, Before: before,
		Down: inpututil.IsMouseButtonJustPressed(ebiten.MouseButtonLeft),
		Up:   inpututil.IsMouseButtonJustReleased(ebiten.MouseButtonLeft),
		Held: !released(inpututil.MouseButtonPressDuration(ebiten.MouseButtonLeft)),
	}
	space := Touch{
		Finger: SpaceBar,
		Down:   inpututil.IsKeyJustPressed(ebiten.KeySpace),
		Up:     inpututil.IsKeyJustReleased(ebiten.KeySpace),
		Held:   !released(inpututil.KeyPressDuration(ebiten.KeySpace)),
	}
	return slices.DeleteFunc([]Touch{mouse, space}, func(t Touch) bool { return !t.Down && !t.Up })
}

// released reports whether a press that has lasted for the given number of ticks is over. ebiten's IsKeyPressed is
// unsuitable: after a press shorter than a frame, it is true for a whole frame.
func released(ticks int) bool { return ticks == 0 }

func (r *reader) readKeys() []string {
	var names []string
	r.keys = inpututil.AppendJustPressedKeys(r.keys[:0])
	for _, key := range r.keys {
		if name := keyName(key); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// keyName returns the name that [Bindings] uses for a key: its label if that is a Latin letter or a sign, otherwise its
// label on a US keyboard.
func keyName(key ebiten.Key) string {
	switch key {
	case ebiten.KeyArrowRight:
		return "Right"
	case ebiten.KeyArrowUp:
		return "Up"
	case ebiten.KeyArrowDown:
		return "Down"
	case ebiten.KeyNumpadEnter:
		return "Enter"
	case ebiten.KeyEscape:
		return "Esc"
	case ebiten.KeyF1:
		return "F1"
	case ebiten.KeyNumpadAdd:
		return "+"
	case ebiten.KeyNumpadSubtract:
		return "-"
	}
	name := strings.ToUpper(ebiten.KeyName(key))
	if len(name) != 1 || name[0] > '~' {
		name = key.String()
	}
	switch {
	case name == "=" || name == "Equal": // + is on the same key
		return "+"
	case name == "Minus":
		return "-"
	case name == "N" && ebiten.IsKeyPressed(ebiten.KeyShift):
		return "Shift+N"
	}
	return name
}

// dropped returns the paths of the files that were dropped. ebiten presents them as a file system in which a file may
// be inside folders.
func dropped() (paths []string, err error) {
	files := ebiten.DroppedFiles()
	if files == nil {
		return nil, nil
	}
	err = fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil || name == ".":
			return err
		case !entry.IsDir():
			return add(&paths, entry)
		}
		folder, err := files.Open(name)
		if err != nil {
			return err
		}
		defer func() { _ = folder.Close() }() // read only
		if add(&paths, folder) != nil {
			return nil // an intermediate folder
		}
		return fs.SkipDir
	})
	return paths, err
}

var errNoPath = locale.NewError("window.no_path", nil)

// add appends the absolute path of a dropped file.
func add(paths *[]string, something any) error {
	real, ok := something.(ebiten.AbsPather)
	if !ok {
		return errNoPath
	}
	*paths = append(*paths, real.AbsPath())
	return nil
}
