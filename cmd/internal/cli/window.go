package cli

import (
	"cmp"
	"strconv"

	"github.com/spf13/cobra"

	"etokenpass/device"
)

// WindowProgram is the name of the window's own program. It is a separate one because a
// window needs libraries that a headless machine does not have.
const WindowProgram = "etokenpass-window"

// WindowOptions are the flags of the window. etokenpass knows them to tell what is
// wrong, etokenpass-window to do what they say.
type WindowOptions struct {
	Profiles   ProfilesOption
	State      StateOptions
	Scale      Flag[float64]
	UpsideDown bool
	Transcript Flag[string] // a path, - or empty
	Screenshot Flag[string] // a path, - or empty
	speed      Flag[string]
}

// Speed is how many times faster than a clock the token's time goes.
func (o *WindowOptions) Speed() int {
	speed, _ := strconv.Atoi(o.speed.Value) // one of the words below
	return speed
}

// NewWindowCommand makes the command that opens the window: one of etokenpass, and
// all of etokenpass-window. What is wrong with its flags is told before open is
// called.
func NewWindowCommand(a *App, use string, open func(*cobra.Command, *WindowOptions) error) *cobra.Command {
	var o WindowOptions
	cmd := &cobra.Command{
		Use:   use,
		Short: "Open the virtual token in a window",
		Long: `Open the virtual token in a window. Press its button with the mouse or with Space,
and hold it as you would the fob's; H shows all keys. Several profiles are several
tokens in one window, of which N takes the next. A counter is on the disk before its
code is shown.

The window is a program of its own, etokenpass-window, which etokenpass window
starts: it lies beside etokenpass or on PATH.

The transcript has one JSON object a line, for the screens at the start and for each
change: time (of the token's clock), serial, lcd (empty when off).`,
		Example: `  etokenpass window
  etokenpass window --profile pass-event --profile pass-time --ephemeral
  etokenpass window --speed 10 --transcript token.jsonl
  etokenpass window --screenshot token.png --scale 2`,
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
	AddChoice(cmd, &o.speed, "speed", "how many times faster time goes", speeds()...)
	o.Scale.Value = 1
	Add(cmd, &o.Scale, Decimal(0.7, 8), "scale", "the size of the window, 0.7 to 8")
	flags.BoolVar(&o.UpsideDown, "upside-down", false, "turn the token by 180 degrees")
	Add(cmd, &o.Transcript, Word("FILE"), "transcript", "write what the screens show into a file, or -; an old one is replaced")
	Add(cmd, &o.Screenshot, Word("FILE"), "screenshot", "draw the first frame into a PNG file, or -, and end; needs no display")
}

// speeds are those of the clock, as words.
func speeds() []string {
	var words []string
	for _, speed := range device.Speeds {
		words = append(words, strconv.Itoa(speed))
	}
	return words
}

func (o *WindowOptions) check() error {
	if o.Transcript.Value != "" && o.Screenshot.Value != "" {
		return Usagef("--transcript and --screenshot: choose one; a screenshot shows one frame")
	}
	return cmp.Or(o.Profiles.check(), o.State.check())
}
