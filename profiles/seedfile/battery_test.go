package seedfile_test

import (
	"strings"
	"testing"
	"time"

	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// A battery that is asked for begins at the production date in the file, or at a given one.
func TestBattery(t *testing.T) {
	safeNet := func(date string) string {
		return plainSafeNet("", "<ProductionDate>"+date+"</ProductionDate>", "")
	}
	safeWord := func(date string) string {
		return safeWordRecord("A", "sccKey=3132;ProductionDate="+date)
	}
	none, given := profiles.Battery{}, time.Date(2020, 5, 6, 0, 0, 0, 0, time.UTC)
	july, march := time.Date(2010, 7, 28, 0, 0, 0, 0, time.UTC), time.Date(2009, 3, 4, 0, 0, 0, 0, time.UTC)
	const (
		ignored = `ProductionDate "13/25/2010": must be a date as MM/DD/YYYY; ignored`
		advice  = " (set it with --battery-made DATE)"
	)
	for _, c := range []struct {
		what, file string
		wanted     profiles.Battery
		want       profiles.Battery
		notice     string
		problem    string
	}{
		{"no battery", safeNet("07/28/2010"), none, none, "", ""},
		{"no battery, no date", safeNet("13/25/2010"), none, none, "", ""},
		{"SafeNet XML", safeNet("07/28/2010"), profiles.Battery{Codes: 14000, Years: 7}, profiles.Battery{Codes: 14000, Years: 7, Made: july}, "", ""},
		{"SafeWord records", safeWord("07/28/2010"), profiles.Battery{Years: 7}, profiles.Battery{Years: 7, Made: july}, "", ""},
		{"without zeros", safeNet("3/4/2009"), profiles.Battery{Codes: 1}, profiles.Battery{Codes: 1, Made: march}, "", ""},
		{"another date", safeNet("07/28/2010"), profiles.Battery{Years: 7, Made: given}, profiles.Battery{Years: 7, Made: given}, "", ""},
		{"another date instead of an invalid one", safeNet("13/25/2010"), profiles.Battery{Years: 7, Made: given}, profiles.Battery{Years: 7, Made: given}, "", ""},
		{"another date in a CSV", "A,3132,hotp\n", profiles.Battery{Years: 7, Made: given}, profiles.Battery{Years: 7, Made: given}, "", ""},
		{"codes in a CSV", "A,3132,hotp\n", profiles.Battery{Codes: 7}, profiles.Battery{Codes: 7}, "", ""},

		{"an invalid date", safeNet("13/25/2010"), profiles.Battery{Codes: 7}, profiles.Battery{Codes: 7}, ignored, ""},
		{"an invalid date in SafeWord", safeWord("13/25/2010"), profiles.Battery{Codes: 7}, profiles.Battery{Codes: 7}, ignored, ""},
		{"a short year", safeNet("07/28/10"), profiles.Battery{Codes: 7}, profiles.Battery{Codes: 7}, `ProductionDate "07/28/10": must be a date as MM/DD/YYYY; ignored`, ""},
		{"the year 0", safeNet("07/28/0000"), profiles.Battery{Codes: 7}, profiles.Battery{Codes: 7}, `ProductionDate "07/28/0000": must be a date as MM/DD/YYYY; ignored`, ""},
		{"an empty date", safeNet(""), profiles.Battery{Codes: 7}, profiles.Battery{Codes: 7}, "", ""},
		{"an empty date in SafeWord", safeWord(""), profiles.Battery{Codes: 7}, profiles.Battery{Codes: 7}, "", ""},

		{"years with an invalid date", safeNet("13/25/2010"), profiles.Battery{Years: 7}, none, "", `f:1: token A: ProductionDate "13/25/2010": must be a date as MM/DD/YYYY` + advice},
		{"years without a date in SafeWord", safeWord(""), profiles.Battery{Years: 7}, none, "", "f:1: token A: no ProductionDate: --battery-years requires one" + advice},
		{"years in a CSV", "A,3132,hotp\n", profiles.Battery{Years: 7}, none, "", "f: OATH CSV files have no production date: --battery-years requires one" + advice},
		{"an end that cannot be written", safeNet("07/28/9999"), profiles.Battery{Years: 7}, none, "", "f:1: token A: the battery lasts until the year 10006: must end by 9999" + advice},
	} {
		t.Run(c.what, func(t *testing.T) {
			o := seedfile.Options{Overrides: seedfile.Overrides{Battery: c.wanted}}
			tokens, problems := tokensOf(t, c.file, o)
			if strings.Join(problems, "; ") != c.problem || (c.problem == "") != (len(tokens) == 1) {
				t.Fatalf("got %d tokens and %q; want %q", len(tokens), problems, c.problem)
			}
			if notices := strings.Join(readAll(t, c.file, o).notices, "; "); c.problem == "" && notices != c.notice {
				t.Errorf("got notices %q; want %q", notices, c.notice)
			}
			for _, token := range tokens {
				battery := token.Profile().Battery
				if token.Battery != c.want || (battery == nil) != (c.want == none) || battery != nil && *battery != c.want {
					t.Errorf("got %+v, %+v; want %+v", token.Battery, battery, c.want)
				}
			}
		})
	}
}
