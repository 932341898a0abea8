package seedfile

import (
	"bufio"
	"errors"
	"fmt"
	"strings"
)

// pskcDraft is the namespace of files from before RFC 6030, which have other elements
// (observed: ActivIdentity).
const pskcDraft = "urn:ietf:params:xml:ns:keyprov:container:1.0"

// pskcReader reads RFC 6030, section 4: a KeyContainer with one KeyPackage for each
// device, after what the encrypted values in them need.
type pskcReader struct {
	xml     *xmlReader
	options Options
	vault   pskcVault
	pack    *element   // the package that is being read
	device  *element   // its DeviceInfo
	keys    []*element // of that package, those to come
}

func newPSKCReader(in *bufio.Reader, o Options) (records, error) {
	x, err := newXMLReader(in)
	if err != nil {
		return nil, err
	}
	root := x.root
	version, hasVersion := root.attrs["Version"]
	switch {
	case root.name != "KeyContainer":
		return nil, broken(root.line, "", "is XML whose root is %s: must be KeyContainer", shown(root.name))
	case root.space == pskcDraft:
		return nil, broken(root.line, "ask the vendor for PSKC of RFC 6030", "is in a draft of PSKC from before RFC 6030 (%s)", pskcDraft)
	case hasVersion && strings.TrimSpace(version) != "1.0":
		return nil, broken(root.line, "", "the Version of its KeyContainer is %q: must be 1.0", shorten(version))
	}
	vault := pskcVault{keys: o.Keys, acceptUnauthenticated: o.AcceptUnauthenticated}
	return &pskcReader{xml: x, options: o, vault: vault}, nil
}

// next gives one key. A device may have several.
func (r *pskcReader) next() (record, error) {
	for len(r.keys) == 0 {
		child, err := r.xml.next()
		if err == nil {
			err = r.open(child)
		}
		if err != nil {
			return record{}, err
		}
	}
	r.xml.found()
	key := r.keys[0]
	r.keys = r.keys[1:]
	return r.record(key)
}

// open takes one child of the container.
func (r *pskcReader) open(child *element) error {
	switch child.name {
	case "EncryptionKey":
		return r.vault.take(child, &r.vault.encryptionKey)
	case "MACMethod":
		return r.vault.take(child, &r.vault.macMethod)
	case "KeyPackage", "Device": // Device: drafts, and files of Feitian
		return r.openPackage(child)
	case "Signature":
		return &Error{Line: child.line, Problem: "the file is signed: the signature was not checked", Notice: true}
	case "Extensions":
	default:
		return &Error{Line: child.line, Problem: fmt.Sprintf("%q is no element of a KeyContainer: left out", shorten(child.name)), Notice: true}
	}
	return nil
}

// openPackage gets ready to read the keys of one device.
func (r *pskcReader) openPackage(e *element) error {
	r.pack, r.device = e, e.child("DeviceInfo")
	keys, twice := e.all("Key"), r.device.repeated()
	if infos := e.all("DeviceInfo"); len(infos) > 1 {
		twice = infos[1]
	}
	switch {
	case len(keys) == 0:
		return inToken(r.device.child("SerialNo").value(), wrongIn(e, "", "its %s has no Key", e.name))
	case twice != nil:
		return inToken(r.device.child("SerialNo").value(), wrongIn(twice, "", "has %s twice: must be there once", twice.name))
	}
	r.keys = keys
	return nil
}

// record reads one key of the device.
func (r *pskcReader) record(key *element) (record, error) {
	k := pskcKey{key: key, root: r.xml.root, pack: r.pack, device: r.device, options: &r.options, vault: &r.vault}
	k.line = key.line
	k.serial = r.device.child("SerialNo").value()
	if k.serial == "" {
		k.serial = key.attr("Id", "KeyId")
	}
	k.manufacturer = r.device.child("Manufacturer").value()
	k.model = r.device.child("Model").value()
	if err := k.read(); err != nil {
		return record{}, inToken(k.serial, err)
	}
	return k.record, nil
}

// wrongIn is what is wrong in one element of a token.
func wrongIn(e *element, advice, format string, args ...any) *Error {
	return &Error{Line: e.line, Problem: fmt.Sprintf(format, args...), Advice: advice}
}

// inToken puts the serial to what concerns one token.
func inToken(serial string, err error) error {
	var problem *Error
	if errors.As(err, &problem) && !problem.Whole {
		problem.Serial = serial
	}
	return err
}

// uriTail is what a URI ends with, in lower case: writers agree on that part of the
// names of algorithms, and not always on the rest.
func uriTail(uri string) string {
	return strings.ToLower(uri[strings.LastIndexAny(uri, "#:")+1:])
}

// shortenURI keeps the end, which tells one algorithm from another.
func shortenURI(uri string) string {
	const most = 60
	if runes := []rune(uri); len(runes) > most {
		return "…" + string(runes[len(runes)-most:])
	}
	return uri
}
