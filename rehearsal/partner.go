package rehearsal

// partner is the side of the telephone that the program plays. It acts as a person would, with
// the same actions as a user, and makes the mistakes that the difficulty asks for.
type partner struct {
	asked   map[Item]int // how often the help desk has asked for each item
	slips   []Sentence   // the mistakes that it made; revealed at the end
	unlocks int          // how often the help desk had to unlock
}

// begin begins what the program plays.
func (r *Rehearsal) begin() {
	r.partner.asked = map[Item]int{}
	if r.phone.call != nil {
		r.tell(CustomerSays, "", r.told(*r.phone.call))
		r.understood()
	} else if !r.plays(Customer) {
		r.tryToSignIn()
		r.callerCalls(Sentence{words: r.exercise.Opening})
	}
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
