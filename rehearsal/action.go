package rehearsal

import (
	"cmp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"etokenpass/internal/locale"
)

// Action is something that a user does.
type Action struct {
	Verb  Verb
	Count int           // of presses, for [Press]
	Time  time.Duration // for [Hold] and [Wait]
	Item  Item          // for [Ask]
	Args  []string      // as typed; "" stands for what is left out

	// For [Sync], what a console offers besides the commands: a code of the token, and that a
	// counter below the stored one is a wrap after F99999.
	Code  string
	Force bool

	// For [SyncCodes], [HangUp] and [Hint], which either side can do: who does it, where two people
	// play or a page is for one side; "": whoever of them it may be.
	By Role
}

// by returns the side whose action it is; "" for either.
func (a Action) by() Role { return cmp.Or(a.Verb.kind().by, a.By) }

// Verb is the kind of an action.
type Verb string

// The verbs.
const (
	Press      Verb = "press"
	Hold       Verb = "hold"
	Down       Verb = "down"
	Up         Verb = "up"
	Wait       Verb = "wait"
	Turn       Verb = "turn"
	UpsideDown Verb = "upside_down"
	Read       Verb = "read"
	Take       Verb = "take"

	Login  Verb = "login"
	Cancel Verb = "cancel"
	Sign   Verb = "sign"

	Say      Verb = "say"
	Mail     Verb = "mail"
	SayCodes Verb = "say_codes"

	Ask       Verb = "ask"
	Sync      Verb = "sync"
	SyncCodes Verb = "sync_codes"
	Unlock    Verb = "unlock"
	Replace   Verb = "replace"
	HangUp    Verb = "hang_up"

	Hint   Verb = "hint"
	GiveUp Verb = "give_up"
)

// Item is what a help desk asks a caller for.
type Item string

// The items.
const (
	ItemSerial       Item = "serial"
	ItemCounter      Item = "counter"
	ItemCodes        Item = "codes" // two consecutive codes
	ItemOrganisation Item = "organisation"
	ItemName         Item = "name" // of the owner
)

// Items returns all items.
func Items() []Item {
	return []Item{ItemOrganisation, ItemName, ItemSerial, ItemCounter, ItemCodes}
}

// verbKind describes a kind of action.
type verbKind struct {
	verb        Verb
	by          Role // whose action it is; "" for either
	least, most int  // number of arguments
	phrase      locale.Key
	arguments   locale.Key // for help; "" if it has none
	does        locale.Key // for help
}

var verbKinds = []verbKind{
	{Press, Customer, 0, 2, "rehearsal.verb.press", "rehearsal.arguments.press", "rehearsal.does.press"},
	{Hold, Customer, 0, 2, "rehearsal.verb.hold", "rehearsal.arguments.hold", "rehearsal.does.hold"},
	{Down, Customer, 0, 0, "rehearsal.verb.down", "", "rehearsal.does.down"},
	{Up, Customer, 0, 0, "rehearsal.verb.up", "", "rehearsal.does.up"},
	{Wait, "", 1, 2, "rehearsal.verb.wait", "rehearsal.arguments.wait", "rehearsal.does.wait"},
	{Turn, Customer, 0, 0, "rehearsal.verb.turn", "", "rehearsal.does.turn"},
	{UpsideDown, Customer, 0, 0, "rehearsal.verb.upside_down", "", "rehearsal.does.upside_down"},
	{Read, Customer, 0, 0, "rehearsal.verb.read", "", "rehearsal.does.read"},
	{Take, Customer, 1, 1, "rehearsal.verb.take", "rehearsal.arguments.serial", "rehearsal.does.take"},
	{Login, Customer, 0, 1, "rehearsal.verb.login", "rehearsal.arguments.code", "rehearsal.does.login"},
	{Cancel, Customer, 0, 0, "rehearsal.verb.cancel", "", "rehearsal.does.cancel"},
	{Sign, Customer, 0, 1, "rehearsal.verb.sign", "rehearsal.arguments.code", "rehearsal.does.sign"},
	{Say, Customer, 1, 4, "rehearsal.verb.say", "rehearsal.arguments.say", "rehearsal.does.say"},
	{Mail, Customer, 1, 4, "rehearsal.verb.mail", "rehearsal.arguments.say", "rehearsal.does.mail"},
	{SayCodes, Customer, 3, 5, "rehearsal.verb.say_codes", "rehearsal.arguments.say_codes", "rehearsal.does.say_codes"},
	{Ask, Support, 1, 1, "rehearsal.verb.ask", "rehearsal.arguments.ask", "rehearsal.does.ask"},
	{Sync, Support, 2, 2, "rehearsal.verb.sync", "rehearsal.arguments.sync", "rehearsal.does.sync"},
	{SyncCodes, "", 2, 3, "rehearsal.verb.sync_codes", "rehearsal.arguments.sync_codes", "rehearsal.does.sync_codes"},
	{Unlock, Support, 1, 1, "rehearsal.verb.unlock", "rehearsal.arguments.serial", "rehearsal.does.unlock"},
	{Replace, Support, 2, 2, "rehearsal.verb.replace", "rehearsal.arguments.replace", "rehearsal.does.replace"},
	{HangUp, "", 0, 0, "rehearsal.verb.hang_up", "", "rehearsal.does.hang_up"},
	{Hint, "", 0, 0, "rehearsal.verb.hint", "", "rehearsal.does.hint"},
	{GiveUp, "", 0, 0, "rehearsal.verb.give_up", "", "rehearsal.does.give_up"},
}

// itemKeys holds the words for the items.
var itemKeys = map[Item]locale.Key{
	ItemSerial: "rehearsal.item.serial", ItemCounter: "rehearsal.item.counter", ItemCodes: "rehearsal.item.codes",
	ItemOrganisation: "rehearsal.item.organisation", ItemName: "rehearsal.item.name",
}

func (v Verb) kind() verbKind {
	for _, kind := range verbKinds {
		if kind.verb == v {
			return kind
		}
	}
	panic("internal error: unknown verb " + string(v))
}

// Command describes a command, for help and completion, in one language.
type Command struct {
	Verb      Verb
	By        Role   // whose action it is; "" for either
	Phrase    string // what to type
	Arguments string // what to type after it; may be empty
	Does      string // what it does
}

// Commands returns all commands in the language of the texts.
func Commands(texts *locale.Texts) []Command {
	all := make([]Command, len(verbKinds))
	for i, kind := range verbKinds {
		all[i] = Command{Verb: kind.verb, By: kind.by, Phrase: texts.Text(kind.phrase), Does: texts.Text(kind.does)}
		if kind.arguments != "" {
			all[i].Arguments = texts.Text(kind.arguments)
		}
	}
	return all
}

// ItemWord returns the word for an item after ask.
func ItemWord(item Item, texts *locale.Texts) string { return texts.Text(itemKeys[item]) }

// Line returns the command for the action in the language of the texts. [ParseAction] reads it.
func (a Action) Line(texts *locale.Texts) string {
	words := []string{texts.Text(a.Verb.kind().phrase)}
	switch {
	case a.Verb == Press && a.Count > 1:
		words = append(words, strconv.Itoa(a.Count))
	case a.Time > 0:
		words = append(words, formatTime(a.Time, texts))
	case a.Verb == Ask:
		words = append(words, ItemWord(a.Item, texts))
	}
	for _, arg := range a.Args {
		words = append(words, quote(arg))
	}
	return strings.Join(words, " ")
}

// formatTime formats a duration in seconds, such as 3.9s.
func formatTime(d time.Duration, texts *locale.Texts) string {
	number := strconv.FormatFloat(d.Seconds(), 'f', -1, 64)
	if texts.Language() == locale.Russian {
		number = strings.Replace(number, ".", ",", 1)
	}
	return texts.Text("rehearsal.seconds", "time", number)
}

// quote returns an argument as one word of a command. Every argument that can be typed has a
// pair of quotation marks that it does not contain, or needs none.
func quote(arg string) string {
	first, _ := utf8.DecodeRuneInString(arg)
	if arg == "" {
		return "-"
	}
	if first != '#' && closingQuote(first) == 0 && !strings.ContainsFunc(arg, unicode.IsSpace) {
		return arg
	}
	for _, pair := range quotes {
		if !strings.ContainsRune(arg, pair[1]) {
			return string(pair[0]) + arg + string(pair[1])
		}
	}
	return arg
}

// asTyped returns an argument for error messages.
func asTyped(arg string) string { return cmp.Or(arg, "-") }

// quotes are the pairs of quotation marks that can enclose a word.
var quotes = [][2]rune{{'"', '"'}, {'\'', '\''}, {'«', '»'}, {'“', '”'}, {'„', '“'}}

// closingQuote returns the mark that ends a word that begins with a quotation mark; 0 if opening
// is not one.
func closingQuote(opening rune) rune {
	for _, pair := range quotes {
		if pair[0] == opening {
			return pair[1]
		}
	}
	return 0
}
