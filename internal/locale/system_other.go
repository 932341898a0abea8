//go:build !windows

package locale

// systemLocale is empty: here the environment is where the language is set.
func systemLocale() string { return "" }
