package rehearsal

// partner is the side of the telephone that the program plays. It acts as a person would, with
// the same actions as a user, and makes the mistakes that the difficulty asks for.
type partner struct {
	asked    map[Item]int // how often the help desk has asked for each item
	slips    []Sentence   // the mistakes that it made; revealed at the end
	typed    int          // how often the help desk has typed a counter or codes
	unlocks  int          // how often the help desk had to unlock
	refusals int          // how often the validator has refused what the customer told
}

// begin begins what the program plays: the customer carries out the first step before the call,
// and the help desk answers a call that has begun.
func (r *Rehearsal) begin() error {
	r.partner.asked = map[Item]int{}
	opening := Sentence{words: r.exercise.Opening}
	switch call := r.phone.call; {
	case call != nil:
		if !opening.IsEmpty() {
			r.tell(CustomerSays, "", opening)
		}
		r.tell(CustomerSays, "", r.told(*call))
		r.understood()
		if !r.plays(Support) {
			r.deskAnswers()
		}
	case !r.plays(Customer):
		if first := r.exercise.Steps[0]; first.By == Customer {
			if err := r.carryOutAll(first.Do); err != nil {
				return err
			}
		}
		r.callerCalls(opening)
	}
	return nil
}

// partnerActs reacts to an action of the user.
func (r *Rehearsal) partnerActs(action Action) {
	if r.ended {
		return
	}
	switch {
	case !r.plays(Customer) && action.Verb == Ask:
		r.callerAnswers(action.Item)
	case !r.plays(Customer) && action.Verb == HangUp:
		r.callerTriesAgain()
	case !r.plays(Support) && (action.Verb == Say || action.Verb == Mail || action.Verb == SayCodes):
		r.deskAnswers()
	}
}

// slip decides whether the partner makes a mistake now.
func (r *Rehearsal) slip() bool {
	switch r.options.Difficulty {
	case Normal:
		return r.chance.IntN(3) == 0
	case Hard:
		return r.chance.IntN(3) > 0
	}
	return false
}

// slipped records a mistake of the partner.
func (r *Rehearsal) slipped(text Sentence) { r.partner.slips = append(r.partner.slips, text) }

// swapped returns a text with two different neighbours swapped, as people do when they read or
// write numbers.
func (r *Rehearsal) swapped(text string) string {
	runes := []rune(text)
	var places []int
	for i := range len(runes) - 1 {
		if runes[i] != runes[i+1] {
			places = append(places, i)
		}
	}
	if len(places) == 0 {
		return text
	}
	i := places[r.chance.IntN(len(places))]
	runes[i], runes[i+1] = runes[i+1], runes[i]
	return string(runes)
}
