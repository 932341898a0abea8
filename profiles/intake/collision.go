package intake

import (
	"fmt"
	"hash/maphash"
	"slices"

	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// Collision is a token that cannot be imported, because its serial is taken. It is an
// error.
type Collision struct {
	Token *seedfile.Token
	Kind  Kind
	Place string // where the serial is taken: a path, or for Repeated the file and the line
}

// Kind is how a serial can be taken.
type Kind int

// The ways in which a serial can be taken.
const (
	Repeated  Kind = iota + 1 // by an earlier token of the batch
	Existing                  // by the profile that the import would write; Options.Replace replaces it
	Elsewhere                 // by a profile with a file name of its own, which is never replaced
	Name                      // the serial is the name of another token's profile: it would mean both
)

// Error returns one line with the place of the token in its file, its serial and the
// place where the serial is taken.
func (c *Collision) Error() string {
	problem := "has a profile already: " + c.Place
	switch c.Kind {
	case Repeated:
		problem = "the serial is there twice: the first is in " + c.Place
	case Name:
		problem = "its serial is the name of another profile: " + c.Place
	}
	return (&seedfile.Error{File: c.Token.File, Line: c.Token.Line, Serial: c.Token.Serial, Problem: problem}).Error()
}

// Hint returns what the user can do about it, or "" if that is up to the caller.
func (c *Collision) Hint() string {
	if c.Kind == Elsewhere {
		return "remove that one first: it has a name of its own, so that it is not written over"
	}
	return ""
}

// Distinct splits a batch into the first token of each serial and the collisions of the
// others, both in their order. It reuses the slice.
func Distinct(tokens []*seedfile.Token) (distinct []*seedfile.Token, repeated []*Collision) {
	repeated, at := repetitions(tokens)
	if len(repeated) == 0 {
		return tokens, nil
	}
	i := -1
	distinct = slices.DeleteFunc(tokens, func(*seedfile.Token) bool {
		i++
		_, again := slices.BinarySearch(at, i)
		return again
	})
	return distinct, repeated
}

// repetitions returns the collisions of the tokens that have the serial of an earlier one,
// and their places in the batch.
func repetitions(tokens []*seedfile.Token) (repeated []*Collision, at []int) {
	shared := sharedHashes(tokens)
	if len(shared) == 0 {
		return nil, nil
	}
	first := map[string]*seedfile.Token{}
	for i, token := range tokens {
		if !shared[maphash.String(seed, token.Serial)] {
			continue
		}
		if earlier, again := first[token.Serial]; again {
			place := fmt.Sprintf("%s:%d", earlier.File, earlier.Line)
			repeated = append(repeated, &Collision{Token: token, Kind: Repeated, Place: place})
			at = append(at, i)
			continue
		}
		first[token.Serial] = token
	}
	return repeated, at
}

var seed = maphash.MakeSeed()

// sharedHashes returns the hashes that the serials of more than one token have. A sorted
// list of hashes takes a fraction of the memory that a map of all serials would.
func sharedHashes(tokens []*seedfile.Token) map[uint64]bool {
	hashes := make([]uint64, len(tokens))
	for i, token := range tokens {
		hashes[i] = maphash.String(seed, token.Serial)
	}
	slices.Sort(hashes)
	shared := map[uint64]bool{}
	for i := 1; i < len(hashes); i++ {
		if hashes[i] == hashes[i-1] {
			shared[hashes[i]] = true
		}
	}
	return shared
}

// Taken returns the collisions of tokens with the profiles in a folder, which need not
// exist, in the order of the tokens. With replace, profiles that the import would replace
// are none. A profile that cannot be read has no serial, only its name.
func Taken(folder string, tokens []*seedfile.Token, replace bool) ([]*Collision, error) {
	library := profiles.Library{Folder: folder}
	serials, err := library.Serials()
	if err != nil {
		return nil, err
	}
	var taken []*Collision
	for _, token := range tokens {
		kind, place := takenBy(library, serials, token.Serial)
		if kind == 0 || kind == Existing && replace {
			continue
		}
		taken = append(taken, &Collision{Token: token, Kind: kind, Place: place})
	}
	return taken, nil
}

// takenBy returns how a serial is taken, or 0, and by what.
func takenBy(library profiles.Library, serials profiles.Serials, serial string) (kind Kind, place string) {
	if place, is := serials.Named(serial); is {
		return Name, place
	}
	place, is := serials.Path(serial)
	switch {
	case !is:
		return 0, ""
	case place != library.PathOf(serial):
		return Elsewhere, place
	}
	return Existing, place
}
