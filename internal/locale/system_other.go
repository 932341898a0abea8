//go:build !windows

package locale

// systemLocale returns "": on these systems, only the environment sets the language.
func systemLocale() string { return "" }
