package intake

import (
	"fmt"
	"hash/maphash"
	"io/fs"
	"slices"

	"etokenpass/internal/durable"
	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// Collision is the error for a token that cannot be imported because its serial or the file
// name of its profile is already in use.
type Collision struct {
	Token *seedfile.Token
	Kind  Kind
	Place string      // where it is in use: a path, or FILE:LINE or a picture for Repeated
	Mode  fs.FileMode // the type of the file at Place, for Irregular
}

// Kind is the way in which a serial or a file name is already in use.
type Kind int

// The kinds of collision.
const (
	Repeated  Kind = iota + 1 // an earlier token of the batch has the serial
	Existing                  // the profile that the import would write exists; Options.Replace replaces it
	Elsewhere                 // a profile with its own file name has the serial; it is never replaced
	Name                      // the serial is the name of another token's profile and would be ambiguous
	Changed                   // the profile that the import would write has another serial; it is never replaced
	Irregular                 // the profile that the import would write is a folder, a symbolic link or the like
)

// Error returns one line: the token's file and line, its serial, and where the serial is
// already in use.
func (c *Collision) Error() string {
	problem := "already has a profile: " + c.Place
	switch c.Kind {
	case Repeated:
		problem = "duplicate serial: already in " + c.Place
	case Name:
		problem = "the serial is the name of another profile: " + c.Place
	case Changed:
		problem = "the file for its profile contains another serial: " + c.Place
	case Irregular:
		problem = (&durable.IrregularError{Path: c.Place, Mode: c.Mode}).Error()
	}
	return (&seedfile.Error{File: c.Token.File, Line: c.Token.Line, Serial: c.Token.Serial, Problem: problem}).Error()
}

// Hint returns what the user can do about the collision, or "" if the caller has to suggest
// something.
func (c *Collision) Hint() string {
	switch c.Kind {
	case Elsewhere:
		return "remove that profile first; it has its own file name and is never overwritten"
	case Changed:
		return "rename that profile first; it belongs to another token and is never overwritten"
	case Irregular:
		return "remove or rename it first"
	}
	return ""
}

// Distinct splits a batch into the first token with each serial and the collisions of the
// other tokens, both in the order of the batch. It reuses the slice.
func Distinct(tokens []*seedfile.Token) (distinct []*seedfile.Token, repeated []*Collision) {
	repeated, at := repetitions(tokens)
	if len(repeated) == 0 {
		return tokens, nil
	}
	i := -1
	distinct = slices.DeleteFunc(tokens, func(*seedfile.Token) bool {
		i++
		_, found := slices.BinarySearch(at, i)
		return found
	})
	return distinct, repeated
}

// repetitions returns the collisions of the tokens that have the serial of an earlier token,
// and their indexes in the batch.
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
		if earlier, ok := first[token.Serial]; ok {
			place := earlier.File
			if earlier.Line > 0 { // a QR code has no lines
				place = fmt.Sprintf("%s:%d", earlier.File, earlier.Line)
			}
			repeated = append(repeated, &Collision{Token: token, Kind: Repeated, Place: place})
			at = append(at, i)
			continue
		}
		first[token.Serial] = token
	}
	return repeated, at
}

var seed = maphash.MakeSeed()

// sharedHashes returns the hashes that occur for the serials of more than one token. A sorted
// list of hashes uses a fraction of the memory of a map of all serials.
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

// Taken returns the collisions of tokens with the profiles in a folder, in the order of the
// tokens. With replace, profiles that the import would replace are not collisions. A profile
// that cannot be read counts by its name only, because its serial is unknown. A folder that
// does not exist has no profiles.
func Taken(folder string, tokens []*seedfile.Token, replace bool) ([]*Collision, error) {
	library := profiles.Library{Folder: folder}
	serials, err := library.Serials()
	if err != nil {
		return nil, err
	}
	var taken []*Collision
	for _, token := range tokens {
		if c := collide(library, serials, token); c != nil && (c.Kind != Existing || !replace) {
			taken = append(taken, c)
		}
	}
	return taken, nil
}

// collide returns the collision of a token with the profiles, or nil if there is none.
func collide(library profiles.Library, serials profiles.Serials, token *seedfile.Token) *Collision {
	if place, ok := serials.Named(token.Serial); ok {
		return &Collision{Token: token, Kind: Name, Place: place}
	}
	place, ok := serials.Path(token.Serial)
	if ok && place != library.PathOf(token.Serial) {
		return &Collision{Token: token, Kind: Elsewhere, Place: place}
	}
	if mode, ok := serials.Irregular(token.Serial); ok {
		return &Collision{Token: token, Kind: Irregular, Place: library.PathOf(token.Serial), Mode: mode}
	}
	if serials.Changed(token.Serial) {
		return &Collision{Token: token, Kind: Changed, Place: library.PathOf(token.Serial)}
	}
	if ok {
		return &Collision{Token: token, Kind: Existing, Place: place}
	}
	return nil
}
