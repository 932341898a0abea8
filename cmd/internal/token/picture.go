package token

import (
	"fmt"
	"image/png"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/display"
	"etokenpass/internal/durable"
	"etokenpass/profiles"
)

// pictureOptions holds the flags for pictures of the LCD.
type pictureOptions struct{ png, svg cli.Flag[string] }

func (o *pictureOptions) addFlags(cmd *cobra.Command) {
	const usage = "draw the LCD to %s file, or - instead of the printed code; an existing file is replaced"
	cli.Add(cmd, &o.png, cli.Word("FILE"), "png", fmt.Sprintf(usage, "a PNG"))
	cli.Add(cmd, &o.svg, cli.Word("FILE"), "svg", fmt.Sprintf(usage, "an SVG"))
}

// picture is a picture to write.
type picture struct {
	flag, path string
	draw       func(io.Writer, display.Frame) error
}

// pictures returns the pictures that the flags ask for.
func (o *pictureOptions) pictures() (all []picture) {
	for _, each := range []picture{{"--png", o.png.Value, drawPNG}, {"--svg", o.svg.Value, drawSVG}} {
		if each.path != "" {
			all = append(all, each)
		}
	}
	return all
}

const (
	stdout    = "-"
	pngHeight = 256 // pixels
)

func drawPNG(w io.Writer, frame display.Frame) error { return png.Encode(w, frame.Image(pngHeight)) }

func drawSVG(w io.Writer, frame display.Frame) error {
	_, err := w.Write(frame.SVG())
	return err
}

// onStdout reports whether a picture goes to standard output, where the code is then not
// printed.
func (o *pictureOptions) onStdout() bool { return o.png.Value == stdout || o.svg.Value == stdout }

// check refuses pictures that cannot be written where the flags say.
func (o *pictureOptions) check(a *cli.App) error {
	if o.png.Value != "" && o.svg.Value != "" && filepath.Clean(o.png.Value) == filepath.Clean(o.svg.Value) {
		return cli.Usagef("--png and --svg: choose different files, not twice %s", o.png.Value)
	}
	for _, each := range o.pictures() {
		if each.path == stdout && a.OutIsTerminal || each.path != stdout && cli.LeadsToTerminal(each.path) {
			return terminalError(each.flag, each.path, "code."+each.flag[2:])
		}
	}
	return nil
}

// checkProfile refuses to replace the profile, and the secret in it, with a picture.
func (o *pictureOptions) checkProfile(profile *profiles.Profile) error {
	for _, each := range o.pictures() {
		if cli.IsSameFile(each.path, profile.Origin) {
			return cli.Usagef("%s %s: refusing to replace the profile", each.flag, each.path)
		}
	}
	return nil
}

// terminalError is the error of a flag with a picture that would go to a terminal; example is the
// name of a file.
func terminalError(flag, path, example string) error {
	return &cli.UsageError{
		Problem: fmt.Sprintf("%s %s: refusing to write a picture to a terminal", flag, path),
		Advice:  fmt.Sprintf("name a file: %s %s", flag, example),
	}
}

// write draws what the LCD shows. Only the owner can read a file with a code.
func (o *pictureOptions) write(a *cli.App, profile *profiles.Profile, lcd string) error {
	frame, err := frameOf(profile, lcd)
	if err != nil {
		return err
	}
	for _, each := range o.pictures() {
		draw := func(w io.Writer) error { return each.draw(w, frame) }
		if each.path == stdout {
			err = cli.OutputError(draw(a.Out))
		} else {
			err = durable.WriteFile(each.path, 0o600, draw)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
