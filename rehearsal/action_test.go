package rehearsal_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"etokenpass/internal/locale"
	"etokenpass/rehearsal"
)

// Every command can be given in either language.
func TestParseAction(t *testing.T) {
	args := func(verb rehearsal.Verb, all ...string) rehearsal.Action {
		return rehearsal.Action{Verb: verb, Args: all}
	}
	presses := func(count int) rehearsal.Action { return rehearsal.Action{Verb: rehearsal.Press, Count: count} }
	hold := func(d time.Duration) rehearsal.Action { return rehearsal.Action{Verb: rehearsal.Hold, Time: d} }
	wait := func(d time.Duration) rehearsal.Action { return rehearsal.Action{Verb: rehearsal.Wait, Time: d} }
	ask := func(item rehearsal.Item) rehearsal.Action { return rehearsal.Action{Verb: rehearsal.Ask, Item: item} }
	tested := map[rehearsal.Verb]bool{}
	for _, test := range []struct {
		english, russian string
		want             rehearsal.Action
	}{
		{"press", "нажать", presses(1)},
		{"press 4", "нажать 4", presses(4)},
		{"press x4", "нажать х4", presses(4)},
		{"press 4 times", "нажать 4 раза", presses(4)},
		{"PRESS ×5", "Нажать 5 раз", presses(5)},
		{"press 1000", "нажать 1000", presses(1000)},
		{"hold", "держать", hold(0)},
		{"hold 4s", "держать 4с", hold(4 * time.Second)},
		{"hold 3.9s", "держать 3,9с", hold(3900 * time.Millisecond)},
		{"hold 3.95", "держать 3,95 сек.", hold(3950 * time.Millisecond)},
		{"down", "прижать", args(rehearsal.Down)},
		{"up", "отпустить", args(rehearsal.Up)},
		{"wait 27", "ждать 27", wait(27 * time.Second)},
		{"wait 27 seconds", "ждать 27 секунд", wait(27 * time.Second)},
		{"wait 1 second", "ждать 1 секунду", wait(time.Second)},
		{"wait 2 minutes", "ждать 2 минуты", wait(2 * time.Minute)},
		{"wait 5 min", "ждать 5мин", wait(5 * time.Minute)},
		{"wait 1m30s", "ждать 1м30с", wait(90 * time.Second)},
		{"wait 300ms", "ждать 300мс", wait(300 * time.Millisecond)},
		{"wait 1ms", "ждать 1 мс", wait(time.Millisecond)},
		{"wait 24h", "ждать 24 часа", wait(24 * time.Hour)},
		{"turn", "перевернуть", args(rehearsal.Turn)},
		{"upside down", "вверх ногами", args(rehearsal.UpsideDown)},
		{"Upside  Down", "Вверх\u00a0ногами", args(rehearsal.UpsideDown)},
		{"read", "прочитать", args(rehearsal.Read)},
		{"take 000500040815", "взять 000500040815", args(rehearsal.Take, "000500040815")},
		{"login", "войти", args(rehearsal.Login)},
		{"login 755224", "войти 755224", args(rehearsal.Login, "755224")},
		{`login "755 224"`, `войти «755 224»`, args(rehearsal.Login, "755 224")},
		{"cancel", "отмена", args(rehearsal.Cancel)},
		{"sign", "подписать", args(rehearsal.Sign)},
		{"sign 755224", "подписать 755224", args(rehearsal.Sign, "755224")},
		{"say 0005 F00042 O'Neill Ivanova", "сказать 0005 F00042 O'Neill Ivanova", args(rehearsal.Say, "0005", "F00042", "O'Neill", "Ivanova")},
		{`say 0005 - 'The "A" Co.'`, `сказать 0005 "" «The "A" Co.»`, args(rehearsal.Say, "0005", "", `The "A" Co.`)},
		{"mail 0005 F00042 Romashka Ivanova", "написать 0005 F00042 Romashka Ivanova", args(rehearsal.Mail, "0005", "F00042", "Romashka", "Ivanova")},
		{"say-codes 0005 755224 287082", "сказать-ключи 0005 755224 287082", args(rehearsal.SayCodes, "0005", "755224", "287082")},
		{"ask organisation", "спросить организацию", ask(rehearsal.ItemOrganisation)},
		{"ask name", "спросить фамилию", ask(rehearsal.ItemName)},
		{"ask serial", "спросить номер", ask(rehearsal.ItemSerial)},
		{"ask counter", "спросить счётчик", ask(rehearsal.ItemCounter)},
		{"ask Counter", "Спросить счетчик", ask(rehearsal.ItemCounter)}, // е for ё
		{"ask codes", "спросить ключи", ask(rehearsal.ItemCodes)},
		{"sync 0005 F00042", "синхронизировать 0005 F00042", args(rehearsal.Sync, "0005", "F00042")},
		{`sync 0005 "F 00042"`, "синхронизировать 0005 „F 00042“", args(rehearsal.Sync, "0005", "F 00042")},
		{"sync-codes 755224 287082", "синхронизировать-ключи 755224 287082", args(rehearsal.SyncCodes, "755224", "287082")},
		{"sync-codes 0005 755224 287082", "синхронизировать-ключи 0005 755224 287082", args(rehearsal.SyncCodes, "0005", "755224", "287082")},
		{"unlock 0005", "разблокировать 0005", args(rehearsal.Unlock, "0005")},
		{"replace 0005 0006", "заменить 0005 0006", args(rehearsal.Replace, "0005", "0006")},
		{"hang up", "положить трубку", args(rehearsal.HangUp)},
		{"hint", "подсказка", args(rehearsal.Hint)},
		{"give up # enough", "сдаюсь # хватит", args(rehearsal.GiveUp)},
		{"login 7#5", "войти 7#5", args(rehearsal.Login, "7#5")}, // not a comment
		{`login "#"`, "войти '#'", args(rehearsal.Login, "#")},
	} {
		tested[test.want.Verb] = true
		for _, line := range []string{test.english, test.russian, "\t " + test.english + " \r"} {
			if got, ok, err := rehearsal.ParseAction(line); err != nil || !ok || !reflect.DeepEqual(got, test.want) {
				t.Errorf("%q: got %+v, %v, %v", line, got, ok, err)
			}
		}
	}
	for _, command := range rehearsal.Commands(locale.New(locale.English)) {
		if !tested[command.Verb] {
			t.Errorf("%s is not tested", command.Verb)
		}
	}
}

func TestParseActionWithoutCommand(t *testing.T) {
	for _, line := range []string{"", "   ", "\t", "# a comment", "  #press", "#"} {
		if action, ok, err := rehearsal.ParseAction(line); ok || err != nil {
			t.Errorf("%q: got %+v, %v, %v", line, action, ok, err)
		}
	}
}

func TestParseActionRefuses(t *testing.T) {
	long := strings.Repeat("7", 301)
	for _, test := range []struct{ line, english, russian string }{
		{"pres", "unknown command pres: did you mean press?", "неизвестная команда «pres»: возможно, «press»?"},
		{"нажат", "unknown command нажат: did you mean нажать?", "неизвестная команда «нажат»: возможно, «нажать»?"},
		{"755224", "unknown command 755224: help lists the commands", "неизвестная команда «755224»: список команд — по команде «помощь»"},
		{"upside", "unknown command upside: help lists the commands", "неизвестная команда «upside»: список команд — по команде «помощь»"},
		{`login "755 224`, `the quotation mark " is not closed`, `кавычка " не закрыта`},
		{"войти «755224", "the quotation mark « is not closed", "кавычка « не закрыта"},
		{"login " + long, "a word has more than 300 bytes", "слово длиннее 300 байт"},
		{"login \x1b[2J", "a character cannot be printed", "есть непечатаемый знак"},
		{"login \xff", "a character cannot be printed", "есть непечатаемый знак"},
		{"login '755\n224'", "a character cannot be printed", "есть непечатаемый знак"},
		{"\ufeffpress", "a character cannot be printed", "есть непечатаемый знак"},
		{"press 0", "0: must be a number from 1 to 1000", "0: должно быть число от 1 до 1000"},
		{"press 1001", "1001: must be a number from 1 to 1000", "1001: должно быть число от 1 до 1000"},
		{"press four", "four: must be a number from 1 to 1000", "four: должно быть число от 1 до 1000"},
		{"нажать 4 кнопки", "4 кнопки: must be a number from 1 to 1000", "4 кнопки: должно быть число от 1 до 1000"},
		{"hold 0", "0: must be a time from 1ms to 24h, such as 27s", "0: должно быть время от 1мс до 24ч, например 27с"},
		{"hold -1s", "-1s: must be a time from 1ms to 24h, such as 27s", "-1s: должно быть время от 1мс до 24ч, например 27с"},
		{"wait 25h", "25h: must be a time from 1ms to 24h, such as 27s", "25h: должно быть время от 1мс до 24ч, например 27с"},
		{"ждать 27 попугаев", "27 попугаев: must be a time from 1ms to 24h, such as 27s", "27 попугаев: должно быть время от 1мс до 24ч, например 27с"},
		{"wait 99999999999999999999", "99999999999999999999: must be a time from 1ms to 24h, such as 27s", "99999999999999999999: должно быть время от 1мс до 24ч, например 27с"},
		{"ask age", "age: must be organisation, name, serial, counter or codes", "age: спросить можно организацию, фамилию, номер, счётчик или ключи"},
		{"turn over", "turn takes no argument", "после «перевернуть» ничего не нужно"},
		{"login 755 224", "write login [CODE]", "пишите так: войти [КЛЮЧ]"},
		{"wait", "write wait TIME", "пишите так: ждать ВРЕМЯ"},
		{"спросить", "write ask organisation|name|serial|counter|codes", "пишите так: спросить организацию|фамилию|номер|счётчик|ключи"},
		{"say", "write say SERIAL [COUNTER [ORGANISATION [NAME]]]", "пишите так: сказать НОМЕР [СЧЁТЧИК [ОРГАНИЗАЦИЯ [ФАМИЛИЯ]]]"},
		{"say-codes 0005 755224", "write say-codes SERIAL CODE CODE [ORGANISATION [NAME]]", "пишите так: сказать-ключи НОМЕР КЛЮЧ КЛЮЧ [ОРГАНИЗАЦИЯ [ФАМИЛИЯ]]"},
		{"sync 0005", "write sync SERIAL COUNTER", "пишите так: синхронизировать НОМЕР СЧЁТЧИК"},
		{"sync-codes 755224", "write sync-codes [SERIAL] CODE CODE", "пишите так: синхронизировать-ключи [НОМЕР] КЛЮЧ КЛЮЧ"},
		{"unlock", "write unlock SERIAL", "пишите так: разблокировать НОМЕР"},
		{"replace 0005", "write replace OLD-SERIAL NEW-SERIAL", "пишите так: заменить СТАРЫЙ-НОМЕР НОВЫЙ-НОМЕР"},
	} {
		_, ok, err := rehearsal.ParseAction(test.line)
		var wrong *rehearsal.ActionError
		if ok || !errors.As(err, &wrong) {
			t.Errorf("%q: got %v, %v", test.line, ok, err)
			continue
		}
		if got := wrong.Error(); got != test.english {
			t.Errorf("%q: %s", test.line, got)
		}
		if got := wrong.Text.In(locale.New(locale.Russian)); got != test.russian {
			t.Errorf("%q: %s", test.line, got)
		}
	}
}

// anyAction draws an action as [rehearsal.ParseAction] returns it.
func anyAction() *rapid.Generator[rehearsal.Action] {
	return rapid.Custom(func(t *rapid.T) rehearsal.Action {
		commands := rehearsal.Commands(locale.New(locale.English))
		action := rehearsal.Action{Verb: rapid.SampledFrom(commands).Draw(t, "command").Verb}
		milliseconds := rapid.IntRange(1, 24*60*60*1000)
		switch action.Verb {
		case rehearsal.Press:
			action.Count = rapid.IntRange(1, 1000).Draw(t, "count")
		case rehearsal.Hold, rehearsal.Wait:
			action.Time = time.Duration(milliseconds.Draw(t, "time")) * time.Millisecond
		case rehearsal.Ask:
			action.Item = rapid.SampledFrom(rehearsal.Items()).Draw(t, "item")
		default:
			action.Args = drawArgs(t, action.Verb)
		}
		return action
	})
}

// numberOfArgs holds the least and the greatest number of arguments of verbs that have some.
var numberOfArgs = map[rehearsal.Verb][2]int{
	rehearsal.Take: {1, 1}, rehearsal.Login: {0, 1}, rehearsal.Sign: {0, 1}, rehearsal.Say: {1, 4}, rehearsal.Mail: {1, 4},
	rehearsal.SayCodes: {3, 5}, rehearsal.Sync: {2, 2}, rehearsal.SyncCodes: {2, 3}, rehearsal.Unlock: {1, 1}, rehearsal.Replace: {2, 2},
}

func drawArgs(t *rapid.T, verb rehearsal.Verb) []string {
	word := rapid.OneOf(
		rapid.StringMatching(`[ #a-cа-в"'«»“”„1-]{0,6}`),
		rapid.StringOf(rapid.RuneFrom([]rune("755224 F00042 Ромашка\u00a0\u2003"))),
	)
	count := rapid.IntRange(numberOfArgs[verb][0], numberOfArgs[verb][1]).Draw(t, "arguments")
	var all []string
	for range count {
		all = append(all, word.Filter(canBeTyped).Draw(t, "argument"))
	}
	return all
}

// canBeTyped reports whether a word can be an argument: a dash stands for what is left out, and a
// word that must be in quotes must not contain all closing ones.
func canBeTyped(word string) bool {
	return word != "-" && slices.ContainsFunc([]string{`"`, "'", "»", "”", "“"}, func(quote string) bool { return !strings.Contains(word, quote) })
}

// The line of an action, in either language, is read as the same action.
func TestActionLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		action := anyAction().Draw(t, "action")
		for _, language := range locale.Languages() {
			line := action.Line(locale.New(language))
			if got, ok, err := rehearsal.ParseAction(line); err != nil || !ok || !reflect.DeepEqual(got, action) {
				t.Fatalf("%q: got %+v, %v, %v; want %+v", line, got, ok, err, action)
			}
		}
	})
}

func TestActionLineInRussian(t *testing.T) {
	for want, action := range map[string]rehearsal.Action{
		"держать 3,9с":     {Verb: rehearsal.Hold, Time: 3900 * time.Millisecond},
		"держать":          {Verb: rehearsal.Hold},
		"нажать":           {Verb: rehearsal.Press, Count: 1},
		"нажать 4":         {Verb: rehearsal.Press, Count: 4},
		"спросить счётчик": {Verb: rehearsal.Ask, Item: rehearsal.ItemCounter},
		`сказать 0005 - "ООО «Ромашка»"`: {Verb: rehearsal.Say, Args: []string{"0005", "", "ООО «Ромашка»"}},
	} {
		if got := action.Line(locale.New(locale.Russian)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// Any line is an action that can be written and read again, nothing, or an error in both
// languages.
func FuzzParseAction(f *testing.F) {
	for _, seed := range []string{
		"press 4", "нажать х4", "hold 3,95 сек.", "say 0005 - \"A B\" 'c'", "сказать 0005 «Ромашка", "# comment", "\x00", "wait 1e9", "login \"\"", "ask имя",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		action, ok, err := rehearsal.ParseAction(line)
		if err != nil {
			var wrong *rehearsal.ActionError
			if !errors.As(err, &wrong) {
				t.Fatalf("an error of another type: %v", err)
			}
			for _, language := range locale.Languages() {
				if text := wrong.Text.In(locale.New(language)); text == "" || len(text) > 1000 {
					t.Errorf("the error has %d bytes: %s", len(text), text)
				}
			}
			return
		}
		if !ok {
			return
		}
		written := action.Line(locale.New(locale.Russian))
		if again, ok, err := rehearsal.ParseAction(written); err != nil || !ok || !reflect.DeepEqual(again, action) {
			t.Errorf("%q is written as %q and read as %+v, %v, %v", line, written, again, ok, err)
		}
	})
}
