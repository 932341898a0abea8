package rehearsal_test

import (
	"testing"

	"etokenpass/rehearsal"
	"etokenpass/tms"
)

// A console shows what the validator has decided, and can do what the commands cannot: confirm that
// a counter below the stored one is a wrap.
func TestDecision(t *testing.T) {
	for _, test := range []struct {
		name   string
		action rehearsal.Action
		want   tms.Result
	}{
		{"a counter ahead", rehearsal.Action{Verb: rehearsal.Sync, Args: []string{"000500040815", "F00056"}}, tms.Accepted},
		{"a counter below", rehearsal.Action{Verb: rehearsal.Sync, Args: []string{"000500040815", "F00041"}}, tms.Wrapped},
		{"a wrong code with it", rehearsal.Action{Verb: rehearsal.Sync, Args: []string{"000500040815", "F00056"}, Code: "000000"}, tms.WrongCode},
		{"confirmed", rehearsal.Action{Verb: rehearsal.Sync, Args: []string{"000500040815", "F00041"}, Force: true}, tms.Accepted},
		{"unlocked", rehearsal.Action{Verb: rehearsal.Unlock, Args: []string{"000500040815"}}, tms.Done},
		{"replaced", rehearsal.Action{Verb: rehearsal.Replace, Args: []string{"000500040815", "000500041623"}}, tms.Done},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := talking(t)
			if err := r.Do(test.action); err != nil {
				t.Fatal(err)
			}
			if got := r.Decision(); got.Result != test.want || got.Number == 0 {
				t.Errorf("entry %d: %s, want %s", got.Number, got.Result, test.want)
			}
		})
	}
}
