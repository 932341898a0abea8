package tokens

import (
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"etokenpass/device"
	"etokenpass/display/face"
	"etokenpass/profiles"
	"etokenpass/web"
)

// Card is a token on a page: what the templates in pages/fob.html need, besides the texts.
type Card struct {
	Token
	Clock web.Clock
	Cells int
	Dead  string // the dead segments, separated by spaces
	Hold  int64  // milliseconds
	Lit   string // the lit segments as a path
	Place string // the transformation that puts the LCD on the fob
}

// Spoken returns what the LCD shows in a form that screen readers read digit by digit.
func (c Card) Spoken() string { return strings.Join(strings.Split(c.LCD, ""), " ") }

// widestModel is the number of characters of a model that fit above the LCD. More are drawn narrower.
const widestModel = 26

// Narrow reports whether the model must be drawn narrower to fit above the LCD.
func (c Card) Narrow() bool { return utf8.RuneCountInString(c.Model) > widestModel }

// JSON returns the screen as the API has it.
func (c Card) JSON() (string, error) {
	data, err := json.Marshal(c.Screen)
	return string(data), err
}

// CardOf returns a token with a profile as a page shows it, given its snapshot. The id names it in
// the paths of requests.
func CardOf(id string, p *profiles.Profile, seen device.Snapshot, clock web.Clock) (Card, error) {
	frame, err := frameOf(p, seen)
	return Card{
		Token: Token{ID: id, Model: p.Model, Type: string(p.Type), Screen: ScreenOf(p, seen)},
		Clock: clock, Cells: p.Cells(), Dead: strings.Join(p.Display.DeadSegments, " "),
		Hold: milliseconds(p.Button.Hold), Lit: frame.LitPath(), Place: lcdPlace(p.Cells()),
	}, err
}

// card returns the token as the page shows it.
func (e *entry) card() (c Card, err error) {
	err = e.use(func() error {
		c, err = CardOf(e.id, e.profile, e.catchUp(), e.clockNow())
		return err
	})
	return c, err
}

// Back draws the back of a token with a profile, with its serial, as SVG.
func Back(p *profiles.Profile) []byte {
	scene := face.Scene{Back: true, Model: p.Model, Serial: p.Serial}
	if p.Battery != nil && !p.Battery.Made.IsZero() {
		scene.Made = p.Battery.Made.Format(time.DateOnly)
	}
	return face.SVG(scene, "S/N "+p.Serial)
}
