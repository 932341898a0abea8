package seedfile

import (
	"slices"
	"strings"
)

// app is an authenticator app whose backups in JSON are recognised. What it writes is observed:
// from the importers and the documentation of Aegis, unless a comment names another source.
type app struct {
	name  string
	marks []string // names that its backup has, or the first token of a backup that is a list
	list  string   // the path of the list of tokens; "" if the backup is that list

	sealed   string // the path of what is a text only in an encrypted backup
	advice   string // how to export what can be read, if the backup is encrypted or the app's are not read
	versions []version

	fields []appField                   // what describes a token; those with the same term in the order of preference
	words  map[string]map[string]string // the meanings of values, by term
	shown  []string                     // the paths of a token's fields that only concern how the app displays it
	around []string                     // the paths of the known fields beside the tokens
}

// appField is a field of a token: its path, and the term for it in the Key URI Format.
type appField struct{ path, term string }

// version is the path of a version, and the newest version that is known.
type version struct {
	path   string
	newest uint64
}

// apps returns the apps. Those without fields are recognised, but not read.
func apps() []*app {
	apps := []*app{aegis(), andOTP(), twoFAS(), raivo(), stratum(), twoFAuth()}
	return append(apps,
		&app{name: "Ente Auth", marks: []string{"kdfParams", "encryptedData"}, sealed: "encryptedData", advice: "in Ente Auth, export the codes as plain text"},
		&app{name: "FreeOTP+", marks: []string{"tokens", "tokenOrder"}, advice: "in FreeOTP+, export the tokens as key URIs"},
		&app{name: "Bitwarden", marks: []string{"encrypted", "items"}, advice: "put the keys (login.totp) into a text file as otpauth URIs, one per line"},
		&app{name: "Proton Authenticator", marks: []string{"version", "entries"}, advice: "put the URIs (content.uri) into a text file, one per line"},
	)
}

func aegis() *app {
	return &app{
		name: "Aegis", marks: []string{"header", "db"}, list: "db.entries",
		sealed: "db", advice: "in Aegis, choose Import & Export, Export, and turn off the encryption of the vault",
		versions: []version{{"version", 1}, {"db.version", 3}},
		fields: []appField{
			{"type", "type"}, {"issuer", "issuer"}, {"name", "label"}, {"info.secret", "secret"}, {"info.algo", "algorithm"},
			{"info.digits", "digits"}, {"info.period", "period"}, {"info.counter", "counter"},
		},
		shown:  []string{"uuid", "note", "favorite", "icon", "icon_mime", "icon_hash", "group", "groups"},
		around: []string{"version", "header", "db.version", "db.groups", "db.icons_optimized"},
	}
}

func andOTP() *app {
	return &app{
		name: "andOTP", marks: []string{"secret", "thumbnail"},
		fields: []appField{
			{"type", "type"}, {"issuer", "issuer"}, {"label", "label"}, {"secret", "secret"}, {"algorithm", "algorithm"},
			{"digits", "digits"}, {"period", "period"}, {"counter", "counter"},
		},
		shown: []string{"thumbnail", "last_used", "used_frequency", "tags"},
	}
}

// twoFAS has no type in schema 1, and what the user sees as the name of a token is the issuer
// unless the QR code named one.
func twoFAS() *app {
	return &app{
		name: "2FAS", marks: []string{"services", "schemaVersion"}, list: "services",
		sealed: "servicesEncrypted", advice: "in 2FAS, choose 2FAS Backup, Export, and set no password",
		versions: []version{{"schemaVersion", 4}},
		fields: []appField{
			{"otp.tokenType", "type"}, {"otp.issuer", "issuer"}, {"name", "issuer"}, {"otp.account", "label"}, {"otp.label", "label"},
			{"secret", "secret"}, {"otp.algorithm", "algorithm"}, {"otp.digits", "digits"}, {"otp.period", "period"}, {"otp.counter", "counter"},
		},
		shown: []string{
			"otp.source", "otp.link", "order", "badge", "icon", "groupId", "updatedAt", "serviceTypeID", "type", "iconCollectionID",
		},
		around: []string{
			"groups", "schemaVersion", "updatedAt", "appVersionCode", "appVersionName", "appOrigin", "servicesEncrypted", "reference", "account",
		},
	}
}

// raivo writes numbers as texts.
func raivo() *app {
	return &app{
		name: "Raivo OTP", marks: []string{"kind", "timer", "secret"},
		fields: []appField{
			{"kind", "type"}, {"issuer", "issuer"}, {"account", "label"}, {"secret", "secret"}, {"algorithm", "algorithm"},
			{"digits", "digits"}, {"timer", "period"}, {"counter", "counter"},
		},
		shown: []string{"iconType", "iconValue", "pinned"},
	}
}

// stratum is the app that was Authenticator Pro.
func stratum() *app {
	return &app{
		name: "Stratum", marks: []string{"Authenticators", "Categories"}, list: "Authenticators",
		fields: []appField{
			{"Type", "type"}, {"Issuer", "issuer"}, {"Username", "label"}, {"Secret", "secret"}, {"Algorithm", "algorithm"},
			{"Digits", "digits"}, {"Period", "period"}, {"Counter", "counter"},
		},
		words: map[string]map[string]string{
			"type":      {"1": hotp, "2": totp, "3": "motp", "4": "steam", "5": "yandex"},
			"algorithm": {"0": "SHA1", "1": "SHA256", "2": "SHA512"},
		},
		shown:  []string{"Icon", "Pin", "CopyCount", "Ranking"},
		around: []string{"Categories", "AuthenticatorCategories", "CustomIcons", "IconPacks"},
	}
}

func twoFAuth() *app {
	return &app{
		name: "2FAuth", marks: []string{"app", "schema", "data"}, list: "data",
		fields: []appField{
			{"otp_type", "type"}, {"service", "issuer"}, {"account", "label"}, {"secret", "secret"}, {"algorithm", "algorithm"},
			{"digits", "digits"}, {"period", "period"}, {"counter", "counter"},
		},
		shown:  []string{"icon", "icon_mime", "icon_file", "legacy_uri"},
		around: []string{"app", "schema", "datetime"},
	}
}

func (a *app) layout() string { return a.name + " JSON" }

// appOf returns the app that wrote a backup, or nil.
func appOf(backup jsonValue) *app {
	for _, app := range apps() {
		if app.wrote(backup) {
			return app
		}
	}
	return nil
}

// wrote reports whether a backup is one of the app.
func (a *app) wrote(backup jsonValue) bool {
	if backup.kind == jsonList {
		return a.list == "" && len(a.fields) > 0 && len(backup.members) > 0 && backup.members[0].value.has(a.marks)
	}
	return (a.list != "" || len(a.fields) == 0) && backup.has(a.marks)
}

// listOf returns the list of tokens.
func (a *app) listOf(backup jsonValue) jsonValue {
	if a.list == "" {
		return backup
	}
	return backup.at(a.list)
}

// refuses returns the error for a backup that cannot be read.
func (a *app) refuses(backup jsonValue) error {
	list, sealed := a.listOf(backup), backup.at(a.sealed)
	switch {
	case sealed.kind == jsonString && sealed.text != "":
		return broken(0, a.advice, "an encrypted backup of %s", a.name)
	case len(a.fields) == 0:
		return broken(0, a.advice, "a backup of %s, which cannot be read", a.name)
	case list.kind != jsonList:
		return broken(list.line, "", "a backup of %s, but %s is %s: must be a list", a.name, a.list, list.kind)
	}
	return nil
}

// note notes what is not known about a backup.
func (a *app) note(r *record, backup jsonValue) *Error {
	for _, version := range a.versions {
		r.noteVersion(backup, version.path, version.newest)
	}
	if backup.kind == jsonList {
		return nil
	}
	return r.noteUnknownFields(backup, "", pathsOf(a.around, []string{a.list}))
}

// tokenPaths returns the paths of all known fields of a token.
func (a *app) tokenPaths() pathSet {
	paths := pathsOf(a.shown)
	for _, field := range a.fields {
		paths[field.path] = true
	}
	return paths
}

// readableApps returns the names of the apps whose backups are read.
func readableApps() string {
	var names []string
	for _, app := range apps() {
		if len(app.fields) > 0 {
			names = append(names, app.name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}
