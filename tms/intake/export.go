package intake

import (
	"fmt"
	"strings"

	"etokenpass/profiles/seedfile"
	"etokenpass/tms"
)

// CheckExport returns an error if a seed file of the format cannot represent something of a token
// that its codes depend on.
func CheckExport(token *tms.Token, format seedfile.Format) error {
	seed, err := SeedOf(token)
	if err != nil {
		return err
	}
	return format.Check(seed)
}

// Omissions returns what a seed file of the format leaves out of a token, and another validator would
// need: a [*tms.Error] for each.
func Omissions(t *tms.Token, format seedfile.Format) (all []error) {
	omitted := func(advice, text string, args ...any) {
		all = append(all, &tms.Error{Problem: fmt.Sprintf(text, args...), Advice: advice})
	}
	if t.State != tms.Active {
		omitted("", "token %s is %s, which no seed file can represent", t.Serial, t.State)
	}
	if t.ResyncRequired {
		omitted("", "token %s must be resynchronised, because the store was restored: its moving factor may be out of date", t.Serial)
	}
	if t.Drift != 0 && format != seedfile.PSKC {
		omitted("--as pskc can", "token %s: %s cannot represent that its clock is %+d steps ahead: omitted", t.Serial, format, t.Drift)
	}
	if first := format.FirstMovingFactor(t.Next); t.Type == tms.Event && first != t.FirstMovingFactor {
		omitted(firstFactorAdvice(t), "token %s: %s cannot represent the first moving factor %d: readers assume %d, so that a resynchronisation by counter would be wrong by the difference",
			t.Serial, format, t.FirstMovingFactor, first)
	}
	return all
}

// firstFactorAdvice returns the formats whose readers assume the first moving factor of a token.
func firstFactorAdvice(t *tms.Token) string {
	var fitting []string
	for _, format := range seedfile.WrittenFormats() {
		if format.FirstMovingFactor(t.Next) == t.FirstMovingFactor {
			fitting = append(fitting, "--as "+string(format))
		}
	}
	if len(fitting) == 0 {
		return ""
	}
	return strings.Join(fitting, " or ") + " can"
}
