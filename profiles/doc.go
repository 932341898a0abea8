// Package profiles holds the facts of one token in a YAML file: identity, secret,
// timing, life.
//
// It has the profile, its strict parser and its writer, the profiles that come with the
// program, the folder with the user's own, and the file name of a serial. It does not
// know how a token behaves or what its counter has become: running a token never writes
// to its profile.
package profiles
