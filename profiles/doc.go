// Package profiles holds the facts of one token in a YAML file: identity,
// secret, timing, life.
//
// It models the profile, its strict reader and its writer, the profiles that
// come with the program, the folder with the user's own, and the file name of a
// serial. It refuses to know how a token behaves, what its counter has become,
// and anything of our other packages: a profile is never written to by running
// a token.
package profiles
