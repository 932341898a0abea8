package seedfile

import (
	"fmt"
	"time"

	"etokenpass/internal/mask"
	"etokenpass/internal/value"
	"etokenpass/profiles"
)

// The name and the format of the production date, which SafeNet XML and SafeWord records of 2009
// and later have (observed: files of LinOTP and multiOTP).
const (
	productionDate = "ProductionDate"
	dateLayout     = "1/2/2006"
)

// datesProduction reports whether tokens of the format may have a production date.
func (f Format) datesProduction() bool { return f == SafeNet || f == SafeWord }

// needsMade reports whether the production dates of the file are used.
func (o Overrides) needsMade() bool {
	return o.Battery != (profiles.Battery{}) && o.Battery.Made.IsZero()
}

// takeMade reads a production date. Another order of day and month shows only in some of a
// file's dates, so it is not guessed.
func (r *record) takeMade(text string) {
	made, err := time.Parse(dateLayout, text)
	if err != nil || made.Year() < 1 {
		r.wrongMade = fmt.Sprintf("%s %s: must be a date as MM/DD/YYYY", productionDate, mask.SeedValue(text))
		return
	}
	r.made = made
}

const madeAdvice = "set it with --battery-made DATE"

// checkBattery refuses a battery that lasts for years if no token of the format has a production
// date.
func (f Format) checkBattery(o Overrides) error {
	if o.needsMade() && o.Battery.Years > 0 && !f.datesProduction() {
		return broken(0, madeAdvice, "%s files have no production date: --battery-years requires one", f)
	}
	return nil
}

// completeBattery sets the battery and its production date.
func (r *record) completeBattery(t *Token, o Overrides) *Error {
	t.Battery = o.Battery
	if o.needsMade() {
		t.Battery.Made = r.made
	}
	end, ends := t.Battery.Ends()
	switch {
	case ends && t.Battery.Made.IsZero() && r.wrongMade != "":
		return r.bad(madeAdvice, "%s", r.wrongMade)
	case ends && t.Battery.Made.IsZero():
		return r.bad(madeAdvice, "no %s: --battery-years requires one", productionDate)
	case ends && end.Year() > value.MaxYear:
		return r.bad(madeAdvice, "the battery lasts until the year %d: must end by %d", end.Year(), value.MaxYear)
	case r.wrongMade != "": // a battery without years needs no date
		r.note(productionDate, "%s; ignored", r.wrongMade)
	}
	return nil
}
