package device

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// stateVersion is the version of the state file that this program writes. It
// reads no other yet.
const stateVersion = 1

// state is what the file of a token holds.
type state struct {
	serial      string // for people; the file's name is made from it
	fingerprint string
	counter     uint64
}

// StateError is what is wrong with the saved counter of a token. No code is shown,
// and the counter is as it was, unless all but the sync of its folder went well.
type StateError struct {
	Problem string
	Advice  string // what to try; may be empty

	damaged bool // there is nothing in the file that Reset could lose
}

// Error tells the problem, with the file.
func (e *StateError) Error() string { return e.Problem }

// Hint is what to try, or "".
func (e *StateError) Hint() string { return e.Advice }

// Damaged tells whether the file holds no counter of anybody's, so that
// [Saved.Reset] loses nothing by forgetting it.
func (e *StateError) Damaged() bool { return e.damaged }

// elsewhere is the way out when the disk refuses.
const elsewhere = "--state DIR keeps the counter elsewhere, --ephemeral in memory only"

var errFuture = errors.New("was written by a newer etokenpass")

// unusable says what to do with a file that does not hold a counter for us.
func (s *Saved) unusable(err error) error {
	if errors.Is(err, errFuture) {
		return &StateError{Problem: fmt.Sprintf("the saved counter %s %v", s.path, err), Advice: "use that one, or --state DIR with another folder"}
	}
	return &StateError{
		Problem: fmt.Sprintf("the saved counter %s is damaged: %v", s.path, err),
		Advice:  "restore it from a backup; etokenpass reset forgets it, and then codes are repeated",
		damaged: true,
	}
}

// encode writes the file. The checksum tells a digit that went missing, which
// nothing else would.
func (s state) encode() []byte {
	body := fmt.Appendf(nil, "# The saved counter of an etokenpass token: how many codes it has generated.\n"+
		"version: %d\nserial: %q\nsecret_fingerprint: %q\ncounter: %d\n", stateVersion, s.serial, s.fingerprint, s.counter)
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
	switch version, isNumber := fields["version"], wholeNumber.MatchString(fields["version"]); {
	case isNumber && version != "0" && version != strconv.Itoa(stateVersion): // whatever else it holds
		return state{}, fmt.Errorf("%w (version %s; this one reads %d)", errFuture, version, stateVersion)
	case err != nil:
		return state{}, err
	}
	counter, err := strconv.ParseUint(fields["counter"], 10, 64)
	if err != nil {
		return state{}, errors.New("its counter is not a whole number")
	}
	parsed := state{serial: fields["serial"], fingerprint: fields["secret_fingerprint"], counter: counter}
	if !bytes.Equal(parsed.encode(), data) {
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
