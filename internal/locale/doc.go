// Package locale holds the program's texts in English and Russian. They come from the YAML files in assets/text, which
// are read when the first text is needed.
//
// A file is named after the first part of its keys: text/window.yaml holds window.copied, window.keys.press and so on.
// Each key has its texts in both languages side by side, with placeholders in braces. A text that counts something has
// a form for each plural category of its language, and contains the number as {n}:
//
//	window.copied:
//	  en: copied {text}
//	  ru: "скопировано: {text}"
//	window.battery.codes:
//	  en: {one: "{left} of {n} code left", other: "{left} of {n} codes left"}
//	  ru: {one: "{left} из {n} ключа", few: …, many: …}
//
// Tests fail if a key that the code uses is missing, if a key is unused, or if a Russian text is not in Russian.
package locale
