package device

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"regexp"
	"strconv"

	"gopkg.in/yaml.v3"
)

// stateVersion is the version of the state file that this program writes. It reads
// version 1 too, which had no next moving factor.
const stateVersion = 2

// state is what the file of a token holds.
type state struct {
	version     int
	serial      string // for people; the file's name is made from it
	fingerprint string
	counter     uint64
	next        nextFactor // from version 2 on
}

// encode writes the file. The checksum detects a digit that went missing, which nothing
// else would.
func (s state) encode() []byte {
	body := fmt.Appendf(nil, "# The saved counter of an etokenpass token: how many codes it has generated.\n"+
		"version: %d\nserial: %q\nsecret_fingerprint: %q\ncounter: %d\n", s.version, s.serial, s.fingerprint, s.counter)
	if s.version > 1 {
		body = fmt.Appendf(body, "next_moving_factor: %s\n", s.next)
	}
	sum := sha256.Sum256(body)
	return fmt.Appendf(body, "checksum: \"%x\"\n", sum[:8])
}

// stateFile is the YAML of a state file. Numbers are read as text, so that any number of
// a newer version can be recognised.
type stateFile struct {
	Version          string
	Serial           string
	Fingerprint      string `yaml:"secret_fingerprint"`
	Counter          string
	NextMovingFactor string `yaml:"next_moving_factor"`
}

// parseState reads a state file. Only this program writes it, so anything that is not
// exactly as encode writes it is damage, and a counter from a damaged file might repeat
// codes.
func parseState(data []byte) (state, error) {
	if len(bytes.TrimSpace(data)) == 0 {
		return state{}, errors.New("it is empty")
	}
	var file stateFile
	notDecoded := yaml.Unmarshal(data, &file)
	_, misfit := errors.AsType[*yaml.TypeError](notDecoded) // it is YAML, and not all of it fits
	version, err := strconv.Atoi(file.Version)
	switch isNumber := wholeNumber.MatchString(file.Version); {
	case notDecoded != nil && !misfit:
		return state{}, errors.New("it is not YAML")
	case isNumber && (err != nil || version > stateVersion): // no matter what else it holds
		return state{}, fmt.Errorf("%w (version %s; this one reads up to %d)", errFuture, file.Version, stateVersion)
	case misfit:
		return state{}, errNotAsWritten
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
		return state{}, errNotAsWritten
	}
	return parsed, nil
}

var errNotAsWritten = errors.New("it is not as it was written, and its checksum does not fit")

var wholeNumber = regexp.MustCompile(`^[0-9]+$`)
