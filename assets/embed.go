// Package assets holds what ships with the programs and is not Go: artwork, icons, desktop entries and texts.
//
//	fob/      the key fob, front and back, as SVG; the LCD of the front is off
//	icon/     the application's icon as SVG, as PNG in the usual sizes, and as ICO
//	desktop/  the desktop entry and the AppStream metadata
//	text/     every text that the window shows, in English and Russian, for internal/locale
//
// fob and icon are generated from the geometry in display/face: run make artwork, do not edit them. LICENSE.md says who
// owns what. Profiles, policies and SQL are embedded by the packages that use them.
package assets

import "embed"

// FS holds the files by the names they have in this folder. Nothing is read from it before it is needed.
//
//go:embed desktop fob icon text
var FS embed.FS
