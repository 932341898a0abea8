package seedfile

import (
	"bufio"
	"fmt"
	"slices"

	"etokenpass/internal/mask"
)

// safeNetReader reads SafeNet and Aladdin XML (observed: files of LinOTP and privacyIDEA). The
// format has no fields for the type, the digits and the hash: every token is an event token
// with 6 digits.
type safeNetReader struct {
	xml       *xmlReader
	overrides Overrides
}

func newSafeNetReader(in *bufio.Reader, o Overrides) (records, error) {
	x, err := newXMLReader(in)
	if err != nil {
		return nil, err
	}
	if x.root.name != "Tokens" {
		return nil, broken(x.root.line, "", "XML root element is %s: must be Tokens", mask.SeedValue(x.root.name))
	}
	return &safeNetReader{xml: x, overrides: o}, nil
}

// layout adds to the format that the type of the tokens is not known, unless it is overridden
// (observed: time tokens ship in such files too).
func (r *safeNetReader) layout() string {
	if r.overrides.Type != "" {
		return SafeNet.String()
	}
	return SafeNet.String() + ", which does not mark time tokens: all are of type event without --type time"
}

// next returns the next Token. Any other element of the root makes the file unreadable:
// skipping it could lose tokens silently.
func (r *safeNetReader) next() (record, error) {
	e, err := r.xml.next()
	if err != nil {
		return record{}, err
	}
	if e.name != "Token" {
		return record{}, broken(e.line, "", "unexpected %s in Tokens: must be Token", mask.SeedValue(e.name))
	}
	r.xml.found()
	token, err := readSafeNetToken(e, r.overrides)
	if err == nil {
		err = token.noteUnknown(r.xml.root, rootParts)
	}
	return token, err
}

func readSafeNetToken(e *element, o Overrides) (record, error) {
	r := record{line: e.line, serial: e.attr("serial"), model: e.child("ProductName").value()}
	if r.model == "" {
		r.model = e.child("Model").value()
	}
	if made := e.child(productionDate).value(); made != "" && o.needsMade() {
		r.takeMade(made)
	}
	if r.serial == "" {
		return record{}, r.bad("", "no serial%s", inOtherCase(e.attrNames(), "serial"))
	}
	if len(e.within("Token", nil)) > 0 {
		return record{}, r.bad("", "contains another Token: is </Token> missing?")
	}
	seed, err := e.only("Seed")
	if err != nil {
		return record{}, r.bad("", "%v", err)
	}
	if seed == nil || seed.text == "" {
		return record{}, r.bad("", "no Seed%s", inOtherCase(e.names(nil), "Seed"))
	}
	if r.secret, err = secretInHex("Seed", seed.text); err != nil {
		return record{}, r.bad("", "%v", err)
	}
	factor, err := e.only("MovingFactor")
	if err != nil {
		return record{}, r.bad("", "%v", err)
	}
	if hint := inOtherCase(e.names(nil), "MovingFactor"); factor == nil && hint != "" {
		return record{}, r.bad("", "no MovingFactor%s", hint)
	}
	if factor != nil && o.MovingFactor == nil {
		if r.movingFactor, err = movingFactor("MovingFactor", factor.text); err != nil {
			return record{}, r.bad("", "%v", err)
		}
	}
	return r, r.noteUnknownSafeNet(e)
}

// safeNetElements are the known elements of a token. Those that describe the casing are ignored
// silently (observed: files of LinOTP and privacyIDEA).
var safeNetElements = knownParts{
	"Token":        {attrs: []string{"serial"}, children: []string{"CaseModel", "Model", productionDate, "ProductName", "ProductVersion", "Applications"}},
	"Applications": {children: []string{"Application"}},
	"Application":  {attrs: []string{"ConnectorID"}, children: []string{"Seed", "MovingFactor"}},
	"Seed":         {},
	"MovingFactor": {},
}

// noteUnknownSafeNet checks a token for unknown parts. Seed and MovingFactor may be anywhere in
// it.
func (r *record) noteUnknownSafeNet(e *element) error {
	known := safeNetElements[e.name]
	if e.name == "Token" || e.name == "Applications" {
		known.children = append(slices.Clip(known.children), "Application", "Seed", "MovingFactor")
	}
	if err := r.noteUnknown(e, known); err != nil {
		return err
	}
	for _, child := range e.children {
		if _, known := safeNetElements[child.name]; known {
			if err := r.noteUnknownSafeNet(child); err != nil {
				return err
			}
		}
	}
	return nil
}

// safeNetConnector is the ConnectorID of existing files (observed: the sample of privacyIDEA).
const safeNetConnector = "{a61c4073-2fc8-4170-99d1-9f5b70a2cec6}"

// safeNetWriter writes SafeNet XML without CaseModel, Model and ProductionDate, which describe
// the casing.
type safeNetWriter struct{ out *bufio.Writer }

func newSafeNetWriter(out *bufio.Writer) (formatWriter, error) {
	_, err := out.WriteString("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Tokens>\n")
	return &safeNetWriter{out: out}, err
}

func (w *safeNetWriter) write(t Token) error {
	fmt.Fprintf(w.out, "  <Token serial=%s>\n", quoteXML(t.Serial)) //nolint:errcheck // bufio keeps the error
	if t.Model != "" && trimXML(t.Model) == t.Model {               // readers trim it
		fmt.Fprintf(w.out, "    <ProductName>%s</ProductName>\n", escapeXML(t.Model)) //nolint:errcheck // the same
	}
	_, err := fmt.Fprintf(w.out, `    <Applications>
      <Application ConnectorID="%s">
        <Seed>%X</Seed>
        <MovingFactor>%d</MovingFactor>
      </Application>
    </Applications>
  </Token>
`, safeNetConnector, t.Secret.Key(), t.MovingFactor)
	return err
}

func (w *safeNetWriter) finish() error {
	_, err := w.out.WriteString("</Tokens>\n")
	return err
}
