package seedfile

import (
	"bufio"
	"fmt"
	"strings"

	"etokenpass/profiles"
)

// safeWordWriter writes SafeWord authenticator records, as they look in the field. They
// have no sccSignature, which only the vendor can make. A model that could not be read
// back (with a semicolon, say) is left out, as it is only a label.
type safeWordWriter struct {
	out   *bufio.Writer
	begun bool
}

const safeWordHeader = "# ===== SafeWord Authenticator Records $Version: 100$ =====\n"

func (w *safeWordWriter) write(t Token) error {
	if err := w.begin(); err != nil {
		return err
	}
	kind := "eToken-PASS-ES"
	if t.Type == profiles.Time {
		kind = "eToken-PASS-TS"
	}
	_, err := fmt.Fprintf(w.out, `dn: sccAuthenticatorId=%s
objectclass: sccCompatibleToken
sccAuthenticatorId: %s
sccTokenType: %s
sccTokenData: %s

`, t.Serial, t.Serial, kind, safeWordData(t))
	return err
}

// safeWordData is the value of sccTokenData. LinOTP lets time steps begin in 2000 only
// where there is an sccPrTime, whatever it says.
func safeWordData(t Token) string {
	var b strings.Builder
	mode := "E"
	if t.Type == profiles.Time {
		mode = "T"
	}
	fmt.Fprintf(&b, "sccKey=%X;sccMode=%s;sccPwLen=%d;sccVer=6.20;", t.Secret.Key(), mode, t.Digits)
	if t.Type == profiles.Time {
		fmt.Fprintf(&b, "sccTick=%.0f;sccPrTime=2000/01/01 00:00:00;", t.Step.Seconds())
	} else {
		fmt.Fprintf(&b, "sccSeq=%d;", t.MovingFactor)
	}
	if t.Algorithm != SafeWord.algorithm(len(t.Secret.Key())) {
		fmt.Fprintf(&b, "crypto=%s;", safeWordHash(t.Algorithm))
	}
	if safeWordSays(t.Model) {
		fmt.Fprintf(&b, "ProductName=%s;", t.Model)
	}
	return b.String()
}

// safeWordSays tells whether a model can stand between semicolons.
func safeWordSays(model string) bool {
	return model != "" && !strings.ContainsAny(model, ";=") && trimBlanks(model) == model
}

// begin writes the first line, once.
func (w *safeWordWriter) begin() error {
	if w.begun {
		return nil
	}
	w.begun = true
	_, err := w.out.WriteString(safeWordHeader)
	return err
}

func (w *safeWordWriter) finish() error { return w.begin() }
