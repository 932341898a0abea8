package window

import (
	"io/fs"
	"strings"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"
)

// reader reads the hands from ebiten, once a frame. ebiten keeps a press that is
// shorter than a frame, and keeps a keyboard's repeats to itself.
type reader struct {
	keys    []ebiten.Key
	touches []ebiten.TouchID
	mouse   Place
}

func (r *reader) read() Input {
	paths, err := dropped()
	return Input{
		Touches: r.readTouches(), Keys: r.readKeys(), Dropped: paths, Lost: err,
		Focused: ebiten.IsFocused(), Closed: ebiten.IsWindowBeingClosed(),
	}
}

func (r *reader) readTouches() []Touch {
	var all []Touch
	add := func(t Touch) {
		if t.Down || t.Up {
			all = append(all, t)
		}
	}
	before := r.mouse
	r.mouse = place(ebiten.CursorPosition())
	add(Touch{
		Finger: Mouse, At: r.mouse, Before: before,
		Down: inpututil.IsMouseButtonJustPressed(ebiten.MouseButtonLeft),
		Up:   inpututil.IsMouseButtonJustReleased(ebiten.MouseButtonLeft),
	})
	add(Touch{
		Finger: SpaceBar,
		Down:   inpututil.IsKeyJustPressed(ebiten.KeySpace),
		Up:     inpututil.IsKeyJustReleased(ebiten.KeySpace),
	})
	r.touches = inpututil.AppendJustPressedTouchIDs(r.touches[:0])
	for _, id := range r.touches {
		at := place(ebiten.TouchPosition(id))
		add(Touch{Finger: Finger(id), At: at, Before: at, Down: true})
	}
	r.touches = inpututil.AppendJustReleasedTouchIDs(r.touches[:0])
	for _, id := range r.touches {
		add(Touch{Finger: Finger(id), Up: true})
	}
	return all
}

func place(x, y int) Place { return Place{float64(x), float64(y)} }

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

// keyName is the name that [Bindings] has for a key: what is printed on it where that
// is a Latin letter or a sign, or else what is printed there on an American keyboard.
func keyName(key ebiten.Key) string {
	switch key {
	case ebiten.KeyArrowRight:
		return "Right"
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
	case name == "=" || name == "Equal": // + is above it, or on it
		return "+"
	case name == "Minus":
		return "-"
	case name == "N" && ebiten.IsKeyPressed(ebiten.KeyShift):
		return "Shift+N"
	}
	return name
}

// dropped are the paths of the files that were dropped, whatever folders they lie in.
func dropped() (paths []string, err error) {
	files := ebiten.DroppedFiles()
	if files == nil {
		return nil, nil
	}
	err = fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || name == "." {
			return err
		}
		path, given := realPath(files, name)
		if !given {
			return nil // a folder on the way to a file
		}
		paths = append(paths, path)
		if entry.IsDir() {
			return fs.SkipDir
		}
		return nil
	})
	return paths, err
}

// realPath is where a file that was dropped lies.
func realPath(files fs.FS, name string) (path string, given bool) {
	file, err := files.Open(name)
	if err != nil {
		return "", false
	}
	defer func() { _ = file.Close() }() // nothing was written
	real, given := file.(ebiten.AbsPather)
	if !given {
		return "", false
	}
	return real.AbsPath(), true
}
