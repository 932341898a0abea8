package rehearse

import (
	"cmp"
	"crypto/rand"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/internal/locale"
	"etokenpass/internal/shell"
	"etokenpass/rehearsal"
)

// options are the flags of rehearse.
type options struct {
	role       cli.Flag[string]
	difficulty cli.Flag[string]
	seed       cli.Flag[string]
	lang       cli.Flag[string]
	answers    cli.Flag[string] // a path, - or empty
	file       cli.Flag[string]
	report     cli.Flag[string]
	format     cli.Flag[string]

	list, solve, fast, plain bool
}

const (
	bothRoles    = "both"
	practiceSeed = "practice" // of runs that must be the same each time
	maxSeed      = 100        // characters
)

func (o *options) addFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.BoolVar(&o.list, "list", false, "list the exercises")
	cli.AddOption(cmd, &o.role, "role", "what you play (default all roles of the exercise)", append(cli.Texts(rehearsal.Roles()), bothRoles)...)
	cli.AddOption(cmd, &o.difficulty, "difficulty", "how many mistakes the other side makes (default normal)", cli.Texts(rehearsal.Difficulties())...)
	cli.Add(cmd, &o.seed, cli.FreeText(), "random-seed", "the same text leads to the same codes and behaviour (default random)")
	flags.BoolVar(&o.fast, "fast", false, "only commands move time")
	cli.Add(cmd, &o.answers, cli.Word("FILE"), "answers", "play the commands in a file, or -, without waiting")
	flags.BoolVar(&o.solve, "solve", false, "print a file for --answers that solves the exercise")
	cli.Add(cmd, &o.file, cli.Word("FILE"), "file", "an exercise of your own, instead of NAME")
	cli.Add(cmd, &o.report, cli.Word("FILE"), "report", "write the summary to FILE.html, FILE.txt or FILE.json; an existing file is replaced")
	flags.BoolVar(&o.plain, "plain", false, "print lines only, for screen readers; the default if the output is no terminal")
	cli.AddOption(cmd, &o.lang, "lang", "the language (default the locale's)", cli.Texts(locale.Languages())...)
	cli.AddFormat(cmd, &o.format, cli.Text, cli.JSON)
}

// check reports errors that show before anything is read.
func (o *options) check(args []string) error {
	switch named := len(args) > 0; {
	case named && o.file.Value != "":
		return cli.Usagef("%s and --file %s: choose one", args[0], o.file.Value)
	case o.list && (named || o.isPlayed()):
		return cli.Usagef("--list lists all exercises; omit everything but --format and --lang")
	case o.solve && o.answers.Value != "":
		return cli.Usagef("--solve and --answers: choose one; --solve prints a file for --answers")
	case o.solve && (o.format.Changed() || o.report.Value != ""):
		return cli.Usagef("--solve prints an answers file; omit --format and --report")
	case o.file.Value == "-":
		return cli.Usagef("--file -: must be a file, because standard input has the commands")
	case !named && o.file.Value == "" && !o.asks():
		return &cli.UsageError{Problem: "NAME is missing", Advice: "etokenpass rehearse --list lists the exercises"}
	}
	if !isSeed(o.seed.Value) {
		return cli.Usagef("--random-seed %q: must be up to %d printable characters", o.seed.Value, maxSeed)
	}
	return o.checkReport()
}

// isPlayed reports whether a flag is given that only a rehearsal needs.
func (o *options) isPlayed() bool {
	return o.solve || o.fast || o.plain || o.role.Changed() || o.difficulty.Changed() || o.seed.Changed() ||
		o.answers.Changed() || o.file.Changed() || o.report.Changed()
}

// isSeed reports whether a seed, which is "" by default, can be part of a command in one line.
func isSeed(seed string) bool {
	return utf8.ValidString(seed) && utf8.RuneCountInString(seed) <= maxSeed &&
		!strings.ContainsFunc(seed, func(r rune) bool { return !unicode.IsGraphic(r) })
}

// asks reports whether a missing name is asked for.
func (o *options) asks() bool {
	return o.list || !o.solve && o.answers.Value == "" && o.format.Value == cli.Text
}

// texts returns the texts in the language of the rehearsal.
func (o *options) texts() *locale.Texts { return locale.New(o.language()) }

func (o *options) language() locale.Language {
	if o.lang.Value == "" {
		return locale.Preferred()
	}
	return locale.Language(o.lang.Value)
}

// settings returns the settings of the engine.
func (o *options) settings(exercise *rehearsal.Exercise) (rehearsal.Options, error) {
	settings := rehearsal.Options{
		Roles:      exercise.Roles,
		Difficulty: rehearsal.Difficulty(cmp.Or(o.difficulty.Value, string(o.defaultDifficulty()))),
		Seed:       cmp.Or(o.seed.Value, o.defaultSeed()),
		Language:   o.language(),
	}
	switch o.role.Value {
	case "":
	case bothRoles:
		settings.Roles = rehearsal.Roles()
	default:
		settings.Roles = []rehearsal.Role{rehearsal.Role(o.role.Value)}
	}
	for _, role := range settings.Roles {
		if !slices.Contains(exercise.Roles, role) {
			return settings, cli.Usagef("--role %s: must be %s in the exercise %s", o.role.Value, strings.Join(cli.Texts(exercise.Roles), " or "), exercise.Name)
		}
	}
	return settings, nil
}

// isRepeatable reports whether the same commands must always lead to the same result.
func (o *options) isRepeatable() bool { return o.solve || o.answers.Value != "" }

func (o *options) defaultDifficulty() rehearsal.Difficulty {
	if o.isRepeatable() {
		return rehearsal.Easy
	}
	return rehearsal.Normal
}

func (o *options) defaultSeed() string {
	const letters = 6
	if o.isRepeatable() {
		return practiceSeed
	}
	return strings.ToLower(rand.Text()[:letters])
}

// command returns the command that plays the exercise with the same settings, and with more
// words at its end.
func (o *options) command(exercise *rehearsal.Exercise, settings rehearsal.Options, words ...string) string {
	command := []string{"etokenpass", "rehearse"}
	if o.file.Value != "" {
		command = append(command, "--file", shell.Quote(o.file.Value))
	} else {
		command = append(command, exercise.Name)
	}
	if len(settings.Roles) < len(exercise.Roles) {
		command = append(command, "--role", string(settings.Roles[0]))
	}
	if settings.Difficulty != o.defaultDifficulty() {
		command = append(command, "--difficulty", string(settings.Difficulty))
	}
	if settings.Seed != practiceSeed || !o.isRepeatable() {
		command = append(command, "--random-seed", shell.Quote(settings.Seed))
	}
	if o.fast {
		command = append(command, "--fast")
	}
	return strings.Join(append(append(command, "--lang", string(settings.Language)), words...), " ")
}
