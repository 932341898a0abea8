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
	ExpiredCode     Mistake = "expired_code"      // a code of a time token that was entered much too late
	MistypedCode    Mistake = "mistyped_code"     // one digit is wrong, or two neighbours are swapped
	UpsideDownCode  Mistake = "upside_down_code"  // read upside down
	DeadSegmentCode Mistake = "dead_segment_code" // read as the dead segments make it look
	UsedCode        Mistake = "used_code"         // a code that is used up: by itself, by a later one, or by a resynchronisation
	EarlyCode       Mistake = "early_code"        // generated before its field appeared
	NoCode          Mistake = "no_code"           // signed in without a code where a document must be signed
	WrongSerial     Mistake = "wrong_serial"      // characters of the serial are wrong
	OtherToken      Mistake = "other_token"       // the serial, the counter or a code of another token
	WrongCounter    Mistake = "wrong_counter"     // not what the LCD shows
	CodeAsCounter   Mistake = "code_as_counter"   // a code reported as the counter
	NotConsecutive  Mistake = "not_consecutive"   // two codes that did not follow each other, or in the wrong order
)

// The mistakes of the help desk.
const (
	OrganisationNotAsked Mistake = "organisation_not_asked"
	NameNotAsked         Mistake = "name_not_asked"
	OrganisationDiffers  Mistake = "organisation_differs" // went on although it is not the token's
	NameDiffers          Mistake = "name_differs"         // went on although it is not the owner's
	OtherSerial          Mistake = "other_serial"         // changed another token than the caller's
	OtherCounter         Mistake = "other_counter"        // resynchronised with another counter, or other codes, than the caller's
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

	// What went wrong, and what the real device or the real bank would do. They are empty
	// where this differs from case to case: the detection knows the texts.
	text, real locale.Key
}

var mistakeKinds = []mistakeKind{
	{ReleasedEarly, Customer, false, "", ""},
	{SelfTestLost, Customer, false, "rehearsal.mistake.self_test_lost", "rehearsal.real.self_test_lost"},
	{TooFewPresses, Customer, false, "rehearsal.mistake.too_few_presses", "rehearsal.real.too_few_presses"},
	{TooManyPresses, Customer, false, "rehearsal.mistake.too_many_presses", "rehearsal.real.too_many_presses"},
	{PressedWhileLit, Customer, false, "rehearsal.mistake.pressed_while_lit", "rehearsal.real.pressed_while_lit"},
	{LateCode, Customer, true, "", ""},
	{ExpiredCode, Customer, false, "", ""},
	{MistypedCode, Customer, false, "", ""},
	{UpsideDownCode, Customer, false, "", ""},
	{DeadSegmentCode, Customer, false, "", ""},
	{UsedCode, Customer, false, "", ""},
	{EarlyCode, Customer, true, "rehearsal.mistake.early_code", "rehearsal.real.early_code"},
	{NoCode, Customer, false, "rehearsal.mistake.no_code", "rehearsal.real.no_code"},
	{WrongSerial, Customer, false, "", ""},
	{OtherToken, Customer, false, "rehearsal.mistake.other_token", "rehearsal.real.other_token"},
	{WrongCounter, Customer, false, "", ""},
	{CodeAsCounter, Customer, false, "rehearsal.mistake.code_as_counter", "rehearsal.real.code_as_counter"},
	{NotConsecutive, Customer, false, "", ""},
	{OrganisationNotAsked, Support, false, "rehearsal.mistake.organisation_not_asked", "rehearsal.real.not_asked"},
	{NameNotAsked, Support, false, "rehearsal.mistake.name_not_asked", "rehearsal.real.not_asked"},
	{OrganisationDiffers, Support, false, "rehearsal.mistake.organisation_differs", "rehearsal.real.differs"},
	{NameDiffers, Support, false, "rehearsal.mistake.name_differs", "rehearsal.real.differs"},
	{OtherSerial, Support, false, "rehearsal.mistake.other_serial", "rehearsal.real.other_serial"},
	{OtherCounter, Support, false, "", ""},
	{UnlockedOnly, Support, false, "rehearsal.mistake.unlocked_only", "rehearsal.real.unlocked_only"},
	{SynchronisedOnly, Support, false, "rehearsal.mistake.synchronised_only", "rehearsal.real.synchronised_only"},
	{OverTime, "", false, "", ""},
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
