package rehearsal

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"

	"etokenpass/assets"
)

// folder is the folder of the exercises in the assets.
const folder = "rehearsals"

// Exercises returns the exercises that the program contains, in the order in which they should
// be learned. They must not be changed.
func Exercises() []*Exercise { return embedded() }

// Find returns the exercise of a name.
func Find(name string) (exercise *Exercise, ok bool) {
	for _, exercise := range embedded() {
		if exercise.Name == name {
			return exercise, true
		}
	}
	return nil, false
}

// embedded reads the exercises once. Their file names begin with the number that orders them. It
// panics if one is wrong, which a test rules out.
var embedded = sync.OnceValue(func() []*Exercise {
	names, err := fs.Glob(assets.FS, folder+"/*.yaml")
	if err != nil {
		panic("internal error: " + err.Error())
	}
	var all []*Exercise
	for _, name := range names {
		data, err := fs.ReadFile(assets.FS, name)
		if err != nil {
			panic("internal error: " + err.Error())
		}
		exercise, err := Parse(path.Base(name), data)
		if err != nil {
			panic(fmt.Sprintf("internal error: %v", err))
		}
		if !strings.HasSuffix(name, "-"+exercise.Name+".yaml") {
			panic(fmt.Sprintf("internal error: %s has the name %s", name, exercise.Name))
		}
		all = append(all, exercise)
	}
	return all
})
