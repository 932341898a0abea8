package rehearsal

import "etokenpass/internal/locale"

// Mistake is a kind of mistake.
type Mistake string

// The mistakes of the customer.
const (
	ReleasedEarly   Mistake = "released_early"    // the button was released before 888888
	SelfTestLost    Mistake = "self_test_lost"    // 888888 went off without a press
	TooFewPresses   Mistake = "too_few_presses"   // 888888 went off after one to three presses
	TooManyPresses  Mistake = "too_many_presses"  // a press on F
	PressedWhileLit Mistake = "pressed_while_lit" // a press while a code was lit
	LateCode        Mistake = "late_code"         // a code entered after it went off; harmless
	MistypedCode    Mistake = "mistyped_code"     // one digit is wrong, or two neighbours are swapped
	UpsideDownCode  Mistake = "upside_down_code"  // read upside down
	DeadSegmentCode Mistake = "dead_segment_code" // read as the dead segments make it look
	UsedCode        Mistake = "used_code"         // a code that was accepted before
	EarlyCode       Mistake = "early_code"        // generated before its field appeared
	NoCode          Mistake = "no_code"           // signed in without a code where a document must be signed
	WrongSerial     Mistake = "wrong_serial"      // characters of the serial are wrong
	OtherToken      Mistake = "other_token"       // the serial of another of the customer's tokens
	WrongCounter    Mistake = "wrong_counter"     // not what the LCD shows
	CodeAsCounter   Mistake = "code_as_counter"   // a code reported as the counter
)

// The mistakes of the help desk.
const (
	OrganisationNotAsked Mistake = "organisation_not_asked"
	NameNotAsked         Mistake = "name_not_asked"
	OrganisationDiffers  Mistake = "organisation_differs" // went on although it is not the token's
	NameDiffers          Mistake = "name_differs"         // went on although it is not the owner's
	OtherSerial          Mistake = "other_serial"         // changed another token than the caller's
	OtherCounter         Mistake = "other_counter"        // resynchronised with another counter than the caller's
	UnlockedOnly         Mistake = "unlocked_only"        // unlocked, and not resynchronised
	SynchronisedOnly     Mistake = "synchronised_only"    // resynchronised, and not unlocked
)

// OverTime is the mistake of exceeding the time limit, by either side.
const OverTime Mistake = "over_time"

// mistakeKind describes a kind of mistake.
type mistakeKind struct {
	mistake  Mistake
	by       Role // "" for either
	harmless bool
	text     locale.Key // what went wrong
	real     locale.Key // what the real device or the real bank would do
}

var mistakeKinds = []mistakeKind{
	{ReleasedEarly, Customer, false, "rehearsal.mistake.released_early", "rehearsal.real.released_early"},
	{SelfTestLost, Customer, false, "rehearsal.mistake.self_test_lost", "rehearsal.real.self_test_lost"},
	{TooFewPresses, Customer, false, "rehearsal.mistake.too_few_presses", "rehearsal.real.too_few_presses"},
	{TooManyPresses, Customer, false, "rehearsal.mistake.too_many_presses", "rehearsal.real.too_many_presses"},
	{PressedWhileLit, Customer, false, "rehearsal.mistake.pressed_while_lit", "rehearsal.real.pressed_while_lit"},
	{LateCode, Customer, true, "rehearsal.mistake.late_code", "rehearsal.real.late_code"},
	{MistypedCode, Customer, false, "rehearsal.mistake.mistyped_code", "rehearsal.real.mistyped_code"},
	{UpsideDownCode, Customer, false, "rehearsal.mistake.upside_down_code", "rehearsal.real.upside_down_code"},
	{DeadSegmentCode, Customer, false, "rehearsal.mistake.dead_segment_code", "rehearsal.real.dead_segment_code"},
	{UsedCode, Customer, false, "rehearsal.mistake.used_code", "rehearsal.real.used_code"},
	{EarlyCode, Customer, true, "rehearsal.mistake.early_code", "rehearsal.real.early_code"},
	{NoCode, Customer, false, "rehearsal.mistake.no_code", "rehearsal.real.no_code"},
	{WrongSerial, Customer, false, "rehearsal.mistake.wrong_serial", "rehearsal.real.wrong_serial"},
	{OtherToken, Customer, false, "rehearsal.mistake.other_token", "rehearsal.real.other_token"},
	{WrongCounter, Customer, false, "rehearsal.mistake.wrong_counter", "rehearsal.real.wrong_counter"},
	{CodeAsCounter, Customer, false, "rehearsal.mistake.code_as_counter", "rehearsal.real.code_as_counter"},
	{OrganisationNotAsked, Support, false, "rehearsal.mistake.organisation_not_asked", "rehearsal.real.not_asked"},
	{NameNotAsked, Support, false, "rehearsal.mistake.name_not_asked", "rehearsal.real.not_asked"},
	{OrganisationDiffers, Support, false, "rehearsal.mistake.organisation_differs", "rehearsal.real.differs"},
	{NameDiffers, Support, false, "rehearsal.mistake.name_differs", "rehearsal.real.differs"},
	{OtherSerial, Support, false, "rehearsal.mistake.other_serial", "rehearsal.real.other_serial"},
	{OtherCounter, Support, false, "rehearsal.mistake.other_counter", "rehearsal.real.other_counter"},
	{UnlockedOnly, Support, false, "rehearsal.mistake.unlocked_only", "rehearsal.real.unlocked_only"},
	{SynchronisedOnly, Support, false, "rehearsal.mistake.synchronised_only", "rehearsal.real.synchronised_only"},
	{OverTime, "", false, "rehearsal.mistake.over_time", "rehearsal.real.over_time"},
}

// Mistakes returns all kinds of mistakes.
func Mistakes() []Mistake {
	all := make([]Mistake, len(mistakeKinds))
	for i, kind := range mistakeKinds {
		all[i] = kind.mistake
	}
	return all
}

func (m Mistake) kind() mistakeKind {
	for _, kind := range mistakeKinds {
		if kind.mistake == m {
			return kind
		}
	}
	panic("internal error: unknown mistake " + string(m))
}

// By returns the role that makes the mistake, or "" if it can be either.
func (m Mistake) By() Role { return m.kind().by }

// Harmless reports that the mistake has no consequences by itself.
func (m Mistake) Harmless() bool { return m.kind().harmless }
