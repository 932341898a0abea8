package tms_test

import (
	"testing"

	"etokenpass/tms"
)

// A list finds a name as it was heard: a part of it, in capitals or not.
func TestFilter(t *testing.T) {
	token := event(0, 0)
	token.Serial, token.State = "0005-42", tms.Active
	user := tms.User{Name: "anna", Owner: "Анна Петрова", Organisation: "Romashka Ltd", Standing: tms.Standing{State: tms.Active}}
	both, alone := tms.Record{Token: &token, User: &user}, tms.Record{Token: &token}
	for name, test := range map[string]struct {
		filter      tms.Filter
		both, alone bool
	}{
		"everything":                 {tms.Filter{}, true, true},
		"a part of the owner":        {tms.Filter{Owner: "петр"}, true, false},
		"in capitals":                {tms.Filter{Owner: "АННА П"}, true, false},
		"another owner":              {tms.Filter{Owner: "Иванов"}, false, false},
		"organisation":               {tms.Filter{Organisation: "romashka"}, true, false},
		"another organisation":       {tms.Filter{Organisation: "Vostok"}, false, false},
		"owner and organisation":     {tms.Filter{Owner: "петрова", Organisation: "Vostok"}, false, false},
		"text in the serial":         {tms.Filter{Text: "05-4"}, true, true},
		"text in the user name":      {tms.Filter{Text: "ANN"}, true, false},
		"text in the owner":          {tms.Filter{Text: "петрова"}, true, false},
		"text in no field":           {tms.Filter{Text: "x"}, false, false},
		"condition":                  {tms.Filter{Condition: tms.InStep}, true, true},
		"another condition":          {tms.Filter{Condition: tms.LockedOut}, false, false},
		"condition and a wrong text": {tms.Filter{Condition: tms.InStep, Text: "x"}, false, false},
	} {
		if got := test.filter.Selects(both); got != test.both {
			t.Errorf("%s: an assigned token: got %v", name, got)
		}
		if got := test.filter.Selects(alone); got != test.alone {
			t.Errorf("%s: a token without a user: got %v", name, got)
		}
	}
}
