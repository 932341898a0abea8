package locale

import "golang.org/x/sys/windows"

// systemLocale returns the language of the user's desktop, such as ru-RU, or "" if Windows does not report one.
func systemLocale() string {
	names, err := windows.GetUserPreferredUILanguages(windows.MUI_LANGUAGE_NAME)
	if err != nil || len(names) == 0 {
		return ""
	}
	return names[0]
}
