// Package display models how an LCD of seven-segment cells looks. It takes the text that an LCD shows ("" is off) and
// gives drawings of it: text art for a terminal, SVG, and pixels.
//
//	text ── LCD.Frame ──> Frame ──┬── Text    characters
//	                              ├── SVG     polygons
//	                              ├── Image   pixels
//	                              └── Shapes  polygons, for whoever draws by other means
//
// An [LCD] knows how many cells it has and which of its segments are dead. A [Frame] is the result: the segments that
// are lit, and nothing else, so that every drawing is a function of the frame alone. All polygons come from one
// geometry ([Outline], [Origin], [Size]) and all colours from one table ([Colour]).
//
// The package refuses to know what the characters mean. It has never heard of tokens, buttons, time or files, and a
// dead segment changes what it draws, never what anybody was sent.
package display
