package cli

import (
	"cmp"
	"strconv"

	"github.com/spf13/cobra"

	"etokenpass/device"
	"etokenpass/internal/locale"
)

// WindowProgram is the name of the window's own program. It is a separate one because a
// window needs libraries that a headless machine does not have.
const WindowProgram = "etokenpass-window"

// WindowOptions holds the flags of the window. etokenpass parses them to report errors
// before it starts etokenpass-window, which parses and uses them.
type WindowOptions struct {
	Profiles   ProfilesOption
	State      StateOptions
	Scale      Flag[float64]
	UpsideDown bool
	Transcript Flag[string] // a path, - or empty
	Screenshot Flag[string] // a path, - or empty
	Show       Flag[Pictured]
	speed      Flag[string]
	lang       Flag[string]
}

// Speed returns how many times faster than real time the token's clock runs.
func (o *WindowOptions) Speed() int {
	speed, _ := strconv.Atoi(o.speed.Value) // one of the words below
	return speed
}

// Language returns the language of everything that the window says.
func (o *WindowOptions) Language() locale.Language {
	if o.lang.Value == "" {
		return locale.Preferred()
	}
	return locale.Language(o.lang.Value)
}

// NewWindowCommand returns the command that opens the window: a subcommand of etokenpass and
// the only command of etokenpass-window. It reports errors in the flags before it calls
// open.
func NewWindowCommand(a *App, use string, open func(*cobra.Command, *WindowOptions) error) *cobra.Command {
	var o WindowOptions
	cmd := &cobra.Command{
		Use:   use,
		Short: "Open the virtual token in a window",
		Long: `Open the virtual token in a window. Press its button with the mouse or with Space,
and hold it as you would hold the real one; H shows all keys, and a right click or the
three dots open a menu. With several profiles the window has several tokens, and N
switches to the next. A counter is saved to disk before its code is shown.

The window is a separate program, etokenpass-window, which etokenpass window starts. It
must be next to etokenpass or on PATH.

A screenshot is drawn from a copy of the token: --show code is the code that the next
press would show, and the saved counter does not change.

The transcript has one JSON object per line, for the screens at the start and for each
change: time (of the token's clock), serial, lcd (empty when off).`,
		Example: `  etokenpass window
  etokenpass window --profile pass-event --profile pass-time --ephemeral
  etokenpass window --speed 10 --transcript token.jsonl
  etokenpass window --screenshot token.png --scale 2 --show code`,
		Args: Arguments(0, 0, ""),
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := o.check(); err != nil {
			return err
		}
		return open(cmd, &o)
	}
	o.addFlags(cmd, a)
	return cmd
}

func (o *WindowOptions) addFlags(cmd *cobra.Command, a *App) {
	flags := cmd.Flags()
	o.Profiles.AddFlag(cmd, a)
	o.State.AddFlags(cmd)
	AddChoice(cmd, &o.speed, "speed", "how many times faster than real time the clock runs", speeds()...)
	o.Scale.Value = 1
	Add(cmd, &o.Scale, Decimal(0.7, 8), "scale", "the size of the window, 0.7 to 8")
	flags.BoolVar(&o.UpsideDown, "upside-down", false, "turn the token upside down")
	AddOption(cmd, &o.lang, "lang", "the language of the window (default the locale's)", languages()...)
	Add(cmd, &o.Transcript, Word("FILE"), "transcript", "write a transcript of the screens to a file, or -; an existing file is replaced")
	Add(cmd, &o.Screenshot, Word("FILE"), "screenshot", "draw the window to a PNG file, or -, and exit; needs no display")
	o.Show.Value = PicturedOff
	Add(cmd, &o.Show, pictured(), "show", "what the screenshot shows: off, code, 888888, back, or F and five digits")
}

// speeds returns the clock's speeds as words.
func speeds() []string {
	var words []string
	for _, speed := range device.Speeds() {
		words = append(words, strconv.Itoa(speed))
	}
	return words
}

// languages returns the window's languages as words.
func languages() []string {
	var words []string
	for _, language := range locale.Languages() {
		words = append(words, string(language))
	}
	return words
}

func (o *WindowOptions) check() error {
	if o.Transcript.Value != "" && o.Screenshot.Value != "" {
		return Usagef("--transcript and --screenshot: choose one; a screenshot shows one frame")
	}
	if o.Show.Changed() && o.Screenshot.Value == "" {
		return Usagef("--show is for --screenshot; it says what the picture shows")
	}
	return cmp.Or(o.Profiles.Check(), o.State.check())
}
