package device

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
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

// encode writes the file. The checksum tells a digit that went missing, which
// nothing else would.
func (s state) encode() []byte {
	body := fmt.Appendf(nil, "# The saved counter of an etokenpass token: how many codes it has generated.\n"+
		"version: %d\nserial: %q\nsecret_fingerprint: %q\ncounter: %d\n", s.version, s.serial, s.fingerprint, s.counter)
	if s.version > 1 {
		body = fmt.Appendf(body, "next_moving_factor: %s\n", s.next)
	}
	sum := sha256.Sum256(body)
	return fmt.Appendf(body, "checksum: \"%x\"\n", sum[:8])
}

// parseState reads a state file. It is strict: the file is written by this
// program alone, so whatever is not as it was written is damage, and a counter
// from a damaged file might repeat codes.
func parseState(data []byte) (state, error) {
	root, err := stateMapping(data)
	if err != nil {
		return state{}, err
	}
	fields, err := flatFields(root)
	version, notNumber := strconv.Atoi(fields["version"])
	switch isNumber := wholeNumber.MatchString(fields["version"]); {
	case isNumber && (notNumber != nil || version > stateVersion): // whatever else it holds
		return state{}, fmt.Errorf("%w (version %s; this one reads up to %d)", errFuture, fields["version"], stateVersion)
	case err != nil:
		return state{}, err
	}
	counter, err := strconv.ParseUint(fields["counter"], 10, 64)
	if err != nil {
		return state{}, errors.New("its counter is not a whole number")
	}
	parsed := state{version: version, serial: fields["serial"], fingerprint: fields["secret_fingerprint"], counter: counter}
	if version > 1 {
		if parsed.next, err = parseNextFactor(fields["next_moving_factor"]); err != nil {
			return state{}, errors.New("its next moving factor is not a whole number")
		}
	}
	if version < 1 || !bytes.Equal(parsed.encode(), data) {
		return state{}, errors.New("it is not as it was written, and its checksum does not fit")
	}
	return parsed, nil
}

var wholeNumber = regexp.MustCompile(`^[0-9]+$`)

// stateMapping reads the one mapping that a state file is.
func stateMapping(data []byte) (*yaml.Node, error) {
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, errors.New("it is empty")
	}
	var document yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	if err := decoder.Decode(&document); err != nil {
		return nil, errors.New("it is not YAML")
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows its end")
	}
	if root := document.Content[0]; root.Kind == yaml.MappingNode {
		return root, nil
	}
	return nil, errors.New("it has no fields")
}

// flatFields takes a mapping of single values apart, as far as it is one.
func flatFields(root *yaml.Node) (fields map[string]string, err error) {
	fields = map[string]string{}
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, value := root.Content[i], root.Content[i+1]
		if _, twice := fields[key.Value]; twice || key.Kind != yaml.ScalarNode || value.Kind != yaml.ScalarNode {
			err = fmt.Errorf("line %d is not a field with one value", key.Line)
			continue
		}
		fields[key.Value] = value.Value
	}
	return fields, err
}
