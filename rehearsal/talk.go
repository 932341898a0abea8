package rehearsal

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxTalk is the length of what is said at once, in characters.
const maxTalk = 300

// Talk says something on the telephone in free words: a line of at most 300 characters. The
// customer's first words begin the call. Whoever listens understands what it is about: serials,
// counters, codes and the names of people and organisations that the exercise has, and at the other
// end what is asked for. The errors are those of [Rehearsal.Do].
func (r *Rehearsal) Talk(by Role, text string) error {
	words, err := r.checkTalk(text)
	switch {
	case err != nil:
		return err
	case !r.plays(by):
		return wrongAction("rehearsal.error.other_side")
	case by == Support:
		return r.supportTalks(words)
	}
	r.customerTalks(words)
	return nil
}

// Advise gives a side a hint in the words of a person who watches. It counts as one. The errors are
// those of [Rehearsal.Do].
func (r *Rehearsal) Advise(to Role, text string) error {
	words, err := r.checkTalk(text)
	switch {
	case err != nil:
		return err
	case !r.plays(to):
		return wrongAction("rehearsal.error.other_side")
	}
	r.hints++
	r.tell(Advised, to, words)
	return nil
}

// checkTalk returns what a person says as a sentence.
func (r *Rehearsal) checkTalk(text string) (Sentence, error) {
	text = strings.TrimSpace(text)
	switch {
	case r.ended:
		return Sentence{}, ErrEnded
	case text == "" || utf8.RuneCountInString(text) > maxTalk:
		return Sentence{}, wrongAction("rehearsal.error.talk")
	case strings.ContainsFunc(text, isUnprintable):
		return Sentence{}, wrongAction("rehearsal.error.printable")
	}
	return Sentence{words: Words{EN: text, RU: text}}, nil
}

func (r *Rehearsal) customerTalks(words Sentence) {
	call := r.phone.open(r.phone.call != nil && r.phone.call.ByMail)
	told := r.listen(words.words.EN)
	call.add(told)
	r.tell(CustomerSays, "", words)
	r.judgeTold(told)
	r.understood()
	if !r.plays(Support) && !r.ended {
		r.deskAnswers()
	}
}

func (r *Rehearsal) supportTalks(words Sentence) error {
	if r.phone.call == nil {
		return wrongAction("rehearsal.error.no_call")
	}
	r.tell(SupportSays, "", words)
	for _, item := range itemsIn(words.words.EN) {
		r.asked(item)
		if !r.plays(Customer) && !r.ended {
			r.callerAnswers(item)
		}
	}
	return nil
}

// itemStems are the beginnings of the words for what a help desk asks for, in small letters. One key
// alone, as in: войдите с новым ключом, is not asked for.
var itemStems = map[Item][]string{
	ItemOrganisation: {"organis", "organiz", "company", "организац", "компани", "фирм"},
	ItemName:         {"name", "surname", "owner", "фамили", "владел", "зовут"},
	ItemSerial:       {"serial", "номер", "серийн"},
	ItemCounter:      {"counter", "счетчик"},
	ItemCodes:        {"codes", "keys", "ключи", "ключа", "первый", "второй"},
}

// itemsIn returns what a line asks for.
func itemsIn(line string) (items []Item) {
	words := strings.FieldsFunc(strings.ReplaceAll(strings.ToLower(line), "ё", "е"), func(r rune) bool { return !unicode.IsLetter(r) })
	for _, item := range Items() {
		if containsStem(words, itemStems[item]) {
			items = append(items, item)
		}
	}
	return items
}

func containsStem(words, stems []string) bool {
	for _, word := range words {
		for _, stem := range stems {
			if strings.HasPrefix(word, stem) {
				return true
			}
		}
	}
	return false
}

// listen returns what a listener writes down of a line.
func (r *Rehearsal) listen(line string) (told Call) {
	numbers := r.numbersIn(line)
	told.Serial, told.Counter, told.Codes = numbers.serial, numbers.counter, numbers.codes()
	if told.Counter == "" && len(numbers.six) == 1 {
		told.Counter, told.Codes = r.single(numbers.six[0], line)
	}
	for _, user := range r.users() {
		if told.Organisation == "" && user.organisation.isNamedIn(line) {
			told.Organisation = user.organisation.In(r.options.Language)
		}
		if told.Name == "" && user.owner.isNamedIn(line) {
			told.Name = user.owner.In(r.options.Language)
		}
	}
	return told
}

// single returns what a single number of six digits is, by its line or by the last question: a code that
// the customer takes for the counter, or one of two codes. Otherwise it is of no use.
func (r *Rehearsal) single(number, line string) (counter string, codes [2]string) {
	items := itemsIn(line)
	switch {
	case slices.Contains(items, ItemCounter), r.phone.asked == ItemCounter && !slices.Contains(items, ItemCodes):
		return number, codes
	case r.phone.asked == ItemCodes:
		return "", r.phone.pair(number)
	}
	return "", codes
}

// isNamedIn reports whether a line has a name, in any language, and in Russian in any case.
func (w Words) isNamedIn(line string) bool {
	return isNamed(line, w.EN) || isNamed(line, w.RU) || isDeclinedIn(line, w.RU)
}

// namedUser is a user of the exercise, with the names that people say.
type namedUser struct{ owner, organisation Words }

// users returns the users of the exercise: the customer first.
func (r *Rehearsal) users() []namedUser {
	customer := r.exercise.Customer
	all := []namedUser{{customer.Owner, customer.Organisation}}
	for _, f := range r.hand.fobs {
		if !f.IsSpare() && f.Login != customer.Login {
			all = append(all, namedUser{f.Owner, customer.Organisation})
		}
	}
	return all
}

// numbers are the numbers in what is said.
type numbers struct {
	serial, counter string
	six             []string // of six digits, in their order
}

// codes returns two codes that are said at once.
func (n numbers) codes() [2]string {
	if len(n.six) != 2 {
		return [2]string{}
	}
	return [2]string(n.six)
}

// numbersIn finds the numbers in a line. A serial may be said in groups of digits.
func (r *Rehearsal) numbersIn(line string) (n numbers) {
	words := strings.FieldsFunc(line, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;:()«»\"", r) })
	for i := 0; i < len(words); i++ {
		word := strings.Trim(words[i], ".!?")
		if length := r.serialAt(words[i:]); length > 0 {
			n.serial = strings.Trim(strings.Join(words[i:i+length], ""), ".!?")
			i += length - 1
			continue
		}
		switch digits := digitsOf(word); {
		case len(digits) == 6 && len(word) == 6:
			n.six = append(n.six, word)
		case isCounterWord(word):
			n.counter = word
		}
	}
	return n
}

// isCounterWord reports whether a word is what the counter screen shows: five digits, mostly with
// the letter F.
func isCounterWord(word string) bool {
	_, ok := parseCounter(word)
	return ok && len(digitsOf(word)) == 5
}

// serialAt returns the number of words that a serial at the beginning of a list takes; 0 if there
// is none. A serial of the exercise counts, and as many digits as one.
func (r *Rehearsal) serialAt(words []string) int {
	joined := ""
	for i, word := range words {
		joined += strings.Trim(word, ".!?")
		for _, f := range r.hand.fobs {
			digits := digitsOf(joined)
			if isSaid(joined, f.Serial) || digits == joined && len(digits) == len(f.Serial) {
				return i + 1
			}
		}
		if digitsOf(joined) != joined {
			return 0
		}
	}
	return 0
}
