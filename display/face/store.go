package face

import "image"

// store caches what is expensive to draw, for one window size.
type store struct {
	fronts  cache[front, *image.RGBA]
	backs   cache[back, *image.RGBA]
	shadows cache[shadow, *image.Alpha]
	glasses cache[glass, *image.RGBA]
	buttons cache[button, *image.RGBA]
	letters letters
}

// cache holds a few pictures of one kind.
type cache[Key comparable, Picture any] map[Key]Picture

// maxCached is the size of each cache. There are two shadows and two buttons; in a large window, a front takes many
// megabytes.
const maxCached = 4

// get returns the picture for key, painting it if it is not in the cache.
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
