package device

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"sync"

	"gopkg.in/yaml.v3"
)

// stateVersion is the version of the state file that this program writes. It also reads
// version 1, which has no next moving factor.
const stateVersion = 2

// state is the content of a token's state file.
type state struct {
	version     int
	serial      string // for people; the file name is derived from it
	fingerprint string
	counter     uint64
	next        nextFactor // since version 2
}

// encode returns the content of the state file. Only the checksum can detect a missing
// digit.
func (s state) encode() []byte {
	body := fmt.Appendf(nil, "# The saved counter of an etokenpass token: how many codes it has generated.\n"+
		"version: %d\nserial: %q\nsecret_fingerprint: %q\ncounter: %d\n", s.version, s.serial, s.fingerprint, s.counter)
	if s.version > 1 {
		body = fmt.Appendf(body, "next_moving_factor: %s\n", s.next)
	}
	sum := sha256.Sum256(body)
	return fmt.Appendf(body, "checksum: \"%x\"\n", sum[:8])
}

// stateFile is the YAML of a state file. Numbers are decoded as text, so that any newer
// version number can be recognised.
type stateFile struct {
	Version          string
	Serial           string
	Fingerprint      string `yaml:"secret_fingerprint"`
	Counter          string
	NextMovingFactor string `yaml:"next_moving_factor"`

	Secret yaml.Node // only a profile has one
}

// parseState parses a state file. Only this program writes it, so the file is damaged if it
// is not exactly what encode returns. A counter from a damaged file might repeat codes.
func parseState(data []byte) (state, error) {
	if len(bytes.TrimSpace(data)) == 0 {
		return state{}, errors.New("it is empty")
	}
	var file stateFile
	yamlErr := yaml.Unmarshal(data, &file)
	_, isTypeError := errors.AsType[*yaml.TypeError](yamlErr) // valid YAML that does not fit stateFile
	version, err := strconv.Atoi(file.Version)
	switch isNumber := wholeNumber().MatchString(file.Version); {
	case !file.Secret.IsZero():
		return state{}, errProfile
	case yamlErr != nil && !isTypeError:
		return state{}, errors.New("it is not YAML")
	case isNumber && (err != nil || version > stateVersion): // whatever else it contains
		return state{}, fmt.Errorf("%w (version %s; this one reads up to %d)", errFuture, file.Version, stateVersion)
	case isTypeError:
		return state{}, errModified
	}
	counter, err := strconv.ParseUint(file.Counter, 10, 64)
	if err != nil {
		return state{}, errors.New("its counter is not a whole number")
	}
	parsed := state{version: version, serial: file.Serial, fingerprint: file.Fingerprint, counter: counter}
	if version > 1 {
		if parsed.next, err = parseNextFactor(file.NextMovingFactor); err != nil {
			return state{}, errors.New("its next moving factor is not a whole number")
		}
	}
	if version < 1 || !bytes.Equal(parsed.encode(), data) {
		return state{}, errModified
	}
	return parsed, nil
}

// errProfile is the error for a profile, in a folder that holds profiles and saved counters. Its
// secret must not be lost with it.
var errProfile = errors.New("is a profile, not a saved counter")

var errModified = errors.New("its contents do not match its checksum")

var wholeNumber = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[0-9]+$`)
})
