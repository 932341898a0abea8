package tokens

import "etokenpass/internal/locale"

// FobPart is the data of the template fob, in pages/fob.html: the front with its LCD and button, and
// the back. A page with it also has the template drawings, whose data is [TheLiveLCD].
type FobPart struct {
	Card
	LCD   LiveLCD
	Texts *locale.Texts
	Base  string // the address below which the pictures are, like /tokens/; "": that of the page
}

// Fob returns the data for a card of the page.
func (page) Fob(texts *locale.Texts, c Card) FobPart {
	return FobPart{Card: c, LCD: TheLiveLCD(), Texts: texts}
}
