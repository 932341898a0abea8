package face

import "image"

// store keeps what takes long to make, as long as the size of the window stays.
type store struct {
	fronts  cache[front, *image.RGBA]
	backs   cache[back, *image.RGBA]
	shadows cache[shadow, *image.Alpha]
	glasses cache[glass, *image.RGBA]
	buttons cache[button, *image.RGBA]
	letters letters
}

// cache keeps a few pictures of one kind.
type cache[Key comparable, Picture any] map[Key]Picture

// maxCached is how many pictures of a kind are kept: there are two shadows, two buttons, and in a big window a front is
// many megabytes.
const maxCached = 4

// keep gives the picture that key stands for, which is made where there is none yet.
func (s *cache[Key, Picture]) get(key Key, paint func() Picture) Picture {
	if kept, ok := (*s)[key]; ok {
		return kept
	}
	if *s == nil || len(*s) >= maxCached {
		*s = cache[Key, Picture]{}
	}
	made := paint()
	(*s)[key] = made
	return made
}
