package desk

import (
	"net/http"
	"strconv"
	"strings"

	"etokenpass/internal/locale"
	"etokenpass/tms"
)

// resyncPage is the content of the help desk's page for a resynchronisation on the telephone. It has
// three steps: what the caller states, how that compares with what is stored, and the result. The page
// carries the statement from one to the next; the server keeps nothing.
type resyncPage struct {
	Serial, Counter, Organisation, Name string // as the caller states them

	Wrong    string    // what is wrong with the form; "" if nothing is
	Compared *compared // nil in the first step
	Result   *resyncResult
}

// compared is what the second step shows. What is stored is in it only where the caller has stated
// something, so that it cannot be read out.
type compared struct {
	Condition badge
	Details   []string
	Lines     []comparedLine
	Digits    int

	ByCodes  bool // two codes, not the counter
	WhyCodes string
	NeedCode bool   // the policy asks for a code with the counter
	Below    bool   // the counter is below the validator's: a code or a confirmation is needed
	NeedTick bool   // the identity has to be confirmed
	Refused  string // why the token cannot be resynchronised at all; "" if it can
}

// comparedLine compares one thing.
type comparedLine struct {
	Name, Stated, Stored string
	Badge                badge
	Notes                []string
}

// resyncResult is what the third step shows.
type resyncResult struct {
	Said      said
	Sentences []sentence // for the caller, that in the language of the page first
	Locked    bool       // whether the account is locked now
	Unfit     bool       // whether to start again
}

// sentence is a text in a language, to be read out.
type sentence struct{ Language, Text string }

// showResync shows the first step, or the result.
func (v *visit) showResync() error {
	page := resyncPage{Serial: v.linked("serial")}
	wanted, _ := strconv.ParseUint(v.query("entry"), 10, 64) // 0: none
	entry, ok, err := v.entryAbout(v.context(), tms.Key{Serial: page.Serial}, wanted)
	if err != nil {
		return err
	}
	if ok && (entry.Request == tms.RequestResyncCounter || entry.Request == tms.RequestResyncCodes) {
		record, err := v.find(v.context(), tms.Key{Serial: page.Serial})
		if err != nil {
			return err
		}
		page.Result = v.resyncResult(&entry, record)
	}
	v.writeResync(http.StatusOK, page)
	return nil
}

func (v *visit) writeResync(status int, page resyncPage) {
	v.write(status, "desk-resync.html", frame{Title: v.Text("console.resync"), Address: addressOf("/resync", tms.Key{Serial: page.Serial}), Content: page})
}

func (v *visit) resyncResult(entry *tms.Entry, record tms.Record) *resyncResult {
	result := &resyncResult{Said: v.outcome(entry), Locked: record.State() == tms.StateLocked, Unfit: entry.Result != tms.Accepted}
	add := func(language locale.Language) {
		result.Sentences = append(result.Sentences, sentence{string(language), words{locale.New(language), v.policy, v.now}.toCaller(entry)})
	}
	add(v.texts.Language())
	for _, language := range locale.Languages() {
		if language != v.texts.Language() {
			add(language)
		}
	}
	return result
}

// toCaller returns what to say to the caller.
func (w words) toCaller(e *tms.Entry) string {
	switch e.Result {
	case tms.Accepted:
		if e.State() == tms.StateLocked {
			return w.Text("console.caller.locked")
		}
		return w.Text("console.caller.accepted")
	case tms.Wrapped:
		return w.Text("console.caller.wrapped")
	case tms.CodeRequired:
		return w.Text("console.caller.code_required")
	case tms.Disabled:
		return w.Text("console.caller.disabled")
	case tms.NotAllowed:
		return w.Text("console.caller.not_allowed")
	case tms.OutOfWindow:
		return w.Text("console.caller.out_of_window")
	}
	if e.Request == tms.RequestResyncCodes {
		return w.Text("console.caller.wrong_codes")
	}
	return w.Text("console.caller.wrong_code")
}

// compareOrResync answers the forms of the first and the second step.
func (v *visit) compareOrResync() error {
	page := resyncPage{
		Serial: v.hidden("serial"), Counter: v.field("counter"), Organisation: v.field("organisation"), Name: v.field("name"),
	}
	again := func(key locale.Key) error {
		page.Wrong = v.Text(key)
		v.writeResync(http.StatusUnprocessableEntity, page)
		return nil
	}
	record, err := v.tokenRead(page.Serial)
	if record.Token != nil {
		page.Serial = record.Token.Serial
	}
	shown, isCounter := tms.ParseCounterScreen(strings.ReplaceAll(page.Counter, " ", ""))
	switch {
	case err != nil:
		return err
	case record.Token == nil:
		return again("console.resync.no_such_token")
	case page.Counter != "" && !isCounter:
		return again("console.resync.no_counter")
	}
	page.Compared = v.compare(&page, record.At(v.policy, v.now), shown)
	if v.field("do") != "resync" {
		if err := v.hear(&page); err != nil {
			return err
		}
		v.writeResync(http.StatusOK, page)
		return nil
	}
	if key := v.missing(page.Compared); key != "" {
		return again(key)
	}
	entry, err := v.resync(&page, shown)
	if err != nil {
		return err
	}
	v.goTo("/resync", tms.Key{Serial: page.Serial}, &entry)
	return nil
}

// tokenRead returns the record of the token whose serial a caller reads out. Whoever writes it down may
// group its digits; a serial with spaces of its own is found first.
func (v *visit) tokenRead(serial string) (record tms.Record, err error) {
	for _, each := range []string{serial, clean(serial), strings.Join(strings.Fields(serial), "")} {
		record, err = v.desk().Record(v.context(), tms.Key{Serial: each})
		if err != nil || record.Token != nil {
			return record, err
		}
	}
	return record, nil
}

// missing returns what the form of the second step lacks, or "".
func (v *visit) missing(c *compared) locale.Key {
	code := v.field("code")
	switch {
	case c.NeedTick && v.field("checked") == "":
		return "console.resync.tick"
	case c.ByCodes && (v.field("code1") == "" || v.field("code2") == ""):
		return "console.resync.two_codes"
	case !c.ByCodes && c.NeedCode && code == "":
		return "console.resync.code_needed"
	case !c.ByCodes && c.Below && code == "" && v.field("force") == "":
		return "console.resync.below_unconfirmed"
	}
	return ""
}

func (v *visit) resync(page *resyncPage, shown uint64) (tms.Entry, error) {
	if page.Compared.ByCodes {
		return v.acts().ResyncByCodes(v.context(), v.call(""), page.Serial, [2]string{v.field("code1"), v.field("code2")})
	}
	report := tms.CounterReport{Shown: shown, Code: v.field("code"), Force: v.field("force") != ""}
	return v.acts().ResyncByCounter(v.context(), v.call(""), page.Serial, report)
}

// compare compares what a caller states with what is stored.
func (v *visit) compare(page *resyncPage, record tms.Record, shown uint64) *compared {
	token := record.Token
	c := &compared{Condition: v.conditionBadge(record.Condition()), Details: v.conditionDetails(record), Digits: token.Digits}
	c.NeedCode = v.policy.ResyncByCounter == tms.CounterWithCode
	c.WhyCodes = v.whyCodes(page, token)
	c.ByCodes = c.WhyCodes != ""
	switch {
	case record.State() == tms.StateDisabled:
		c.Refused = v.Text("console.resynced.disabled.next")
	case token.Exhausted:
		c.Refused = v.Text("console.resync.worn_out")
	}
	if !c.ByCodes {
		c.Lines = append(c.Lines, v.compareCounter(c, page.Counter, token, shown))
	}
	user := record.User
	if user == nil {
		user = &tms.User{}
	}
	organisation, name := compare(page.Organisation, user.Organisation), compare(page.Name, user.Owner)
	isOrganisation := organisation.Agreement == matches
	isOwner := name.Agreement == matches || name.Agreement == isPart && !onlyInitials(page.Name) // a surname is a part
	c.NeedTick = !isOrganisation || !isOwner
	c.Lines = append(c.Lines, v.comparedLine("console.organisation", organisation, isOrganisation), v.comparedLine("console.owner", name, isOwner))
	return c
}

// whyCodes returns why two codes are needed rather than the counter, or "".
func (v *visit) whyCodes(page *resyncPage, token *tms.Token) string {
	switch {
	case token.Type == tms.Time:
		return v.Text("console.resync.codes.time")
	case v.policy.ResyncByCounter == tms.CounterNo:
		return v.Text("console.resync.codes.policy")
	case page.Counter == "":
		return v.Text("console.resync.codes.no_counter")
	}
	return ""
}

// compareCounter compares the counter that the token shows with the validator's.
func (v *visit) compareCounter(c *compared, stated string, token *tms.Token, shown uint64) comparedLine {
	stored := token.Counter() % 100_000
	line := comparedLine{Name: v.Text("console.counter"), Stated: stated, Stored: screen(stored)}
	switch {
	case shown < stored:
		c.Below = true
		line.Badge = badge{bad, v.Text("console.counter.below")}
		line.Notes = []string{v.Count("console.counter.below.note", shown+100_000-stored)}
	case shown == stored:
		line.Badge = badge{good, v.Text("console.counter.same")}
	case shown-stored > v.policy.ResyncWindow:
		line.Badge = badge{warn, v.Count("console.ahead", shown-stored)}
		line.Notes = []string{v.Text("console.counter.far")}
	default:
		line.Badge = badge{good, v.Count("console.ahead", shown-stored)}
	}
	return line
}

// ignoredNames say what was ignored.
var ignoredNames = map[string]locale.Key{
	ignoredCase: "console.ignored.case", ignoredYo: "console.ignored.yo", ignoredPunctuation: "console.ignored.punctuation",
	ignoredForm: "console.ignored.form", ignoredOrder: "console.ignored.order",
}

// comparedLine puts a comparison into words. What is stored is shown only if the caller has stated
// something.
func (v *visit) comparedLine(name locale.Key, c comparison, agrees bool) comparedLine {
	line := comparedLine{Name: v.Text(name), Stated: c.Stated}
	kind := bad
	if agrees {
		kind = good
	}
	switch c.Agreement {
	case notStated:
		line.Badge = badge{warn, v.Text("console.compared.not_stated")}
		return line
	case notStored:
		line.Badge = badge{warn, v.Text("console.compared.not_stored")}
		return line
	case matches:
		line.Badge = badge{kind, v.Text("console.compared.matches")}
	case isPart:
		line.Badge = badge{kind, v.Text("console.compared.part")}
	case differs:
		line.Badge = badge{kind, v.Text("console.compared.differs")}
	}
	line.Stored = c.Stored
	if len(c.OnlyStated) > 0 {
		line.Notes = append(line.Notes, v.Text("console.compared.only_stated", "words", strings.Join(c.OnlyStated, ", ")))
	}
	if len(c.OnlyStored) > 0 {
		line.Notes = append(line.Notes, v.Text("console.compared.only_stored", "words", strings.Join(c.OnlyStored, ", ")))
	}
	var ignored []string
	for _, what := range c.Ignored {
		ignored = append(ignored, v.Text(ignoredNames[what]))
	}
	if len(ignored) > 0 {
		line.Notes = append(line.Notes, v.Text("console.compared.ignored", "what", strings.Join(ignored, ", ")))
	}
	return line
}
