package device

import (
	"bytes"
	"errors"
	"fmt"
	"io"
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

// StateError is what is wrong with the saved counter of a token. It changes
// nothing and shows no code.
type StateError struct {
	Problem string
	Advice  string // what to try; may be empty
}

// Error tells the problem, with the file.
func (e *StateError) Error() string { return e.Problem }

// Hint is what to try, or "".
func (e *StateError) Hint() string { return e.Advice }

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
	}
}

func (s state) encode() []byte {
	return fmt.Appendf(nil, "# The saved counter of an etokenpass token: how many codes it has generated.\n"+
		"version: %d\nserial: %q\nsecret_fingerprint: %q\ncounter: %d\n", stateVersion, s.serial, s.fingerprint, s.counter)
}

// parseState reads a state file. It is strict: the file is written by this
// program alone, so whatever is unusual is damage, and a counter from a damaged
// file might repeat codes.
func parseState(data []byte) (state, error) {
	root, err := stateMapping(data)
	if err != nil {
		return state{}, err
	}
	if version := versionOf(root); version > stateVersion { // whatever else it holds
		return state{}, fmt.Errorf("%w (version %d; this one reads %d)", errFuture, version, stateVersion)
	}
	fields, err := flatFields(root)
	if err != nil {
		return state{}, err
	}
	counter, err := strconv.ParseUint(fields["counter"], 10, 64)
	switch {
	case fields["version"] != strconv.Itoa(stateVersion):
		return state{}, fmt.Errorf("its version is not %d", stateVersion)
	case err != nil:
		return state{}, errors.New("its counter is not a whole number")
	case len(fields["secret_fingerprint"]) != 32:
		return state{}, errors.New("it has no secret_fingerprint of 32 characters")
	case fields["serial"] == "" || len(fields) != 4:
		return state{}, errors.New("it must have version, serial, secret_fingerprint and counter, and nothing else")
	}
	return state{serial: fields["serial"], fingerprint: fields["secret_fingerprint"], counter: counter}, nil
}

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

// versionOf is the version that a mapping names, or 0.
func versionOf(root *yaml.Node) uint64 {
	for i := 0; i+1 < len(root.Content); i += 2 {
		if root.Content[i].Value == "version" {
			version, _ := strconv.ParseUint(root.Content[i+1].Value, 10, 64) // 0 if it is none
			return version
		}
	}
	return 0
}

// flatFields takes a mapping of single values apart.
func flatFields(root *yaml.Node) (map[string]string, error) {
	fields := map[string]string{}
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, value := root.Content[i], root.Content[i+1]
		if _, twice := fields[key.Value]; twice || key.Kind != yaml.ScalarNode || value.Kind != yaml.ScalarNode {
			return nil, fmt.Errorf("line %d is not a field with one value", key.Line)
		}
		fields[key.Value] = value.Value
	}
	return fields, nil
}
