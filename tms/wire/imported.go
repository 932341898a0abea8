package wire

import (
	"time"

	"etokenpass/tms"
)

// Imported is an imported token.
type Imported struct {
	Serial            string  `json:"serial" example:"000512345690"`
	Type              string  `json:"type" enum:"event,time"`
	Algorithm         string  `json:"algorithm" example:"SHA1"`
	Digits            int     `json:"digits" example:"6"`
	Next              uint64  `json:"next" doc:"The moving factor that is expected next; for a time token the lowest unused time step, 0 if none is used."`
	FirstMovingFactor *uint64 `json:"first_moving_factor,omitempty" doc:"Event tokens: the moving factor of the first code."`
	StepMS            *int64  `json:"step_ms,omitempty" doc:"Time tokens: how long a code is valid, in milliseconds."`
	Epoch             string  `json:"epoch,omitempty" format:"date-time" doc:"Time tokens: when time step 0 began."`
	Drift             *int64  `json:"drift,omitempty" doc:"Time tokens: how many time steps the clock is ahead."`
}

// ImportedOf returns the JSON of an imported token. next is that of its record, which is higher
// than the token's if the validator had seen later codes.
func ImportedOf(token *tms.Token, next uint64) Imported {
	imported := Imported{
		Serial: token.Serial, Type: string(token.Type), Algorithm: string(token.Algorithm), Digits: token.Digits, Next: next,
	}
	if token.Type == tms.Event {
		imported.FirstMovingFactor = &token.FirstMovingFactor
		return imported
	}
	step := token.Step.Milliseconds()
	imported.StepMS, imported.Epoch, imported.Drift = &step, token.Epoch.Format(time.RFC3339), &token.Drift
	return imported
}
