package seedfile

import (
	"bufio"
	"fmt"
)

// safeNetConnector is the ConnectorID that files in the field have (observed: the
// sample of privacyIDEA).
const safeNetConnector = "{a61c4073-2fc8-4170-99d1-9f5b70a2cec6}"

// safeNetWriter writes SafeNet XML. CaseModel, Model and ProductionDate tell of the
// plastic, which a token of ours does not have: they are left out.
type safeNetWriter struct{ out *bufio.Writer }

func newSafeNetWriter(out *bufio.Writer) (formatWriter, error) {
	_, err := out.WriteString("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Tokens>\n")
	return &safeNetWriter{out: out}, err
}

func (w *safeNetWriter) write(t Token) error {
	fmt.Fprintf(w.out, "  <Token serial=%s>\n", quoteXML(t.Serial)) //nolint:errcheck // bufio tells at the end
	if t.Model != "" && trimXML(t.Model) == t.Model {               // a label, and readers trim it
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
