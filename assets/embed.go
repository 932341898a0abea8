// Package assets holds everything shipped with the programs that is not Go: artwork, icons, desktop entries and texts.
//
//	fob/      the key fob, front and back, as SVG; the LCD on the front is off
//	icon/     the application icon as SVG, as PNG in the usual sizes, and as ICO
//	desktop/  the desktop entry and the AppStream metadata
//	pages/    the HTML pages: templates, style sheets and scripts
//	rehearsals/  the exercises, for rehearsal
//	text/     all texts in English and Russian, for internal/locale
//
// fob and icon are generated from the geometry in display/face: run make artwork instead of editing them. LICENSE.md
// states the licences. Profiles, policies and SQL are embedded by the packages that use them.
package assets

import "embed"

// FS holds the files; their paths are relative to this folder.
//
//go:embed desktop fob icon pages rehearsals text
var FS embed.FS
