package face

import "image"

// store keeps what takes long to make, as long as the size of the window stays.
type store struct {
	fronts  shelf[front, *image.RGBA]
	backs   shelf[back, *image.RGBA]
	shadows shelf[shadow, *image.Alpha]
	glasses shelf[glass, *image.RGBA]
	buttons shelf[button, *image.RGBA]
	letters letters
}

// shelf keeps a few pictures of one kind.
type shelf[Key comparable, Picture any] map[Key]Picture

// enough is how many pictures of a kind are kept: there are two shadows, two buttons, and in a big window a front is
// many megabytes.
const enough = 4

// keep gives the picture that key stands for, which is made where there is none yet.
func (s *shelf[Key, Picture]) keep(key Key, paint func() Picture) Picture {
	if kept, ok := (*s)[key]; ok {
		return kept
	}
	if *s == nil || len(*s) >= enough {
		*s = shelf[Key, Picture]{}
	}
	made := paint()
	(*s)[key] = made
	return made
}
