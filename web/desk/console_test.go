package desk_test

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"etokenpass/tms"
	"etokenpass/web/desk"
)

// page asks for a page, follows where it leads, and returns its text.
func (s *served) page(path string, status int) string {
	s.Helper()
	response, err := http.Get(s.url + path)
	return s.text(response, err, status)
}

// send sends a form, follows where it leads, and returns the text of the page.
func (s *served) send(path string, form url.Values, status int) string {
	s.Helper()
	response, err := http.PostForm(s.url+path, form)
	return s.text(response, err, status)
}

func (s *served) text(response *http.Response, err error, status int) string {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // nothing more is read from it
	text, err := io.ReadAll(response.Body)
	if err != nil {
		s.Fatal(err)
	}
	if response.StatusCode != status {
		s.Errorf("%s: got status %d, want %d", response.Request.URL.Path, response.StatusCode, status)
	}
	return html.UnescapeString(string(text))
}

// says checks that a page has some texts.
func (s *served) says(page string, texts ...string) {
	s.Helper()
	for _, text := range texts {
		if !strings.Contains(page, text) {
			s.Errorf("the page does not say %q:\n%s", text, page)
		}
	}
}

// lacks checks that a page does not have some texts.
func (s *served) lacks(page string, texts ...string) {
	s.Helper()
	for _, text := range texts {
		if strings.Contains(page, text) {
			s.Errorf("the page says %q", text)
		}
	}
}

// form makes the fields of a form from pairs.
func form(pairs ...string) url.Values {
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	return values
}

// untranslated matches the English words of the pages' own texts that a Russian page must not have.
var untranslated = regexp.MustCompile(`(?i)>(tokens?|users?|journal|policy|import|search|condition|unlock|details)<`)

// Every page has all texts in both languages, a title and one main heading.
func TestPagesOfTheConsole(t *testing.T) {
	s := serveWith(t, func(o *desk.Options) { o.Version = "1.2.3" })
	s.add("2")
	for range 3 {
		s.post("/check", fields{"user": "anna", "code": hotp(27)}, http.StatusOK)
	}
	s.post("/assign", fields{"serial": "2", "user": "boris"}, http.StatusOK)
	s.post("/unassign", fields{"serial": "2"}, http.StatusOK)
	pages := []string{"/", "/?search=petr&condition=locked", "/?search=nothing", "/token?serial=1", "/token?serial=2", "/user?user=anna", "/user?user=boris", "/resync", "/import", "/journal", "/journal/verify", "/policy"}
	for _, path := range pages {
		separator := "?"
		if strings.Contains(path, "?") {
			separator = "&"
		}
		english, russian := s.page(path+separator+"lang=en", http.StatusOK), s.page(path+separator+"lang=ru", http.StatusOK)
		s.says(english, `<html lang="en">`, "1.2.3", "Anyone who can reach this server is the administrator", "--auth-file", "lang=ru")
		s.says(russian, `<html lang="ru">`, "Каждый, кому доступен этот сервер, — администратор")
		for _, page := range []string{english, russian} {
			if strings.Count(page, "<h1>") != 1 || strings.Contains(page, "{n}") || strings.Contains(page, "<title> ·") {
				t.Errorf("%s: %d headings, or a text without its values", path, strings.Count(page, "<h1>"))
			}
		}
		if found := untranslated.FindString(russian); found != "" {
			t.Errorf("%s in Russian has %s", path, found)
		}
	}
	s.page("/token?serial=9", http.StatusNotFound)
	s.page("/token", http.StatusNotFound)
	s.page("/user?user=eve", http.StatusNotFound)
	s.page("/import/unknown", http.StatusNotFound)
}

// The list finds tokens, users, owners and organisations, and has pages.
func TestListPage(t *testing.T) {
	s := serve(t)
	for i := range 60 {
		s.add(fmt.Sprintf("B%02d", i))
	}
	s.post("/assign", fields{"serial": "B00", "user": "carl"}, http.StatusOK)
	s.post("/unassign", fields{"serial": "B00"}, http.StatusOK)
	first := s.page("/", http.StatusOK)
	s.says(first, "Anna Petrova", "Example Ltd", "in step", "counter F00001 to F00010", "B48", "after=tB48")
	s.lacks(first, "B49", "carl")
	s.says(s.page("/?after=tB48", http.StatusOK), "B49", "B59", "carl", "no token", "First page")
	s.says(s.page("/?search=PETROVA", http.StatusOK), "anna")
	s.lacks(s.page("/?search=PETROVA", http.StatusOK), "B00")
	s.says(s.page("/?condition=no_token", http.StatusOK), "carl")
	s.says(s.page("/?search=zzz", http.StatusOK), "No token and no user matches.")
}

// Each action leads to a page that says what became of it.
func TestActionsOfTheConsole(t *testing.T) {
	s := serve(t)
	s.add("2")
	do := func(what string, pairs ...string) string {
		t.Helper()
		return s.send("/token", form(append([]string{"do", what}, pairs...)...), http.StatusOK)
	}
	s.says(do("test", "serial", "1", "code", hotp(3)), "The code is right", "not used up", `role="status"`)
	s.says(do("test", "serial", "1", "code", hotp(27)), "too far from what is expected: ahead by 27")
	s.says(do("test", "serial", "1", "code", "000000"), "The code is wrong.")
	s.says(do("test", "serial", "1", "code", "12"), "not a code of this token's length")
	for range 3 {
		s.post("/check", fields{"user": "anna", "code": hotp(27)}, http.StatusOK)
	}
	s.says(s.page("/token?serial=1", http.StatusOK), "locked", "after 3 failures", "27 codes ahead when last seen", "3 of 3")
	s.says(do("resync", "serial", "1", "code1", hotp(27), "code2", hotp(28)), "The token is in step.", "The lock remains")
	s.says(do("resync", "serial", "1", "code1", hotp(40), "code2", hotp(42)), "not two codes in a row")
	s.says(do("unlock", "serial", "1"), "Unlocked. The failures are 0.", "counter F00030 to F00039")
	s.says(do("disable", "serial", "1", "reason", "lost on a train"), "Disabled.", "reason: lost on a train")
	s.says(do("enable", "serial", "1"), "Enabled.")
	s.says(do("unassign", "serial", "1"), "no longer assigned")
	s.says(do("assign", "serial", "1", "user", "anna"), "is assigned to anna")
	s.says(s.send("/user", form("do", "disable", "user", "anna", "reason", "left"), http.StatusOK), "user disabled", "reason: left")
	s.says(s.send("/user", form("do", "enable", "user", "anna"), http.StatusOK), "Enabled.")
	s.says(s.send("/user", form("do", "unassign", "user", "anna", "serial", "1"), http.StatusOK), "no longer assigned")
	s.says(s.send("/user", form("do", "assign", "user", "anna", "serial", "1"), http.StatusOK), "is assigned to anna")
	if entry := s.lastEntry(); entry.Requester != "local" || entry.Channel != "http" || entry.Request != tms.RequestAssign {
		t.Errorf("the journal has %v", entry)
	}
}

// What cannot be carried out is said on the page, in its language, and changes nothing.
func TestRefusedActionsOfTheConsole(t *testing.T) {
	s := serve(t, "pin: separate")
	s.add("2")
	before := s.lastEntry().Number
	for _, test := range []struct {
		path string
		form url.Values
		want string
	}{
		{"/token", form("do", "assign", "serial", "2", "user", "boris"), "asks for a PIN"},
		{"/token", form("do", "assign", "serial", "2", "user", ""), "The login is missing"},
		{"/token", form("do", "assign", "serial", "2", "user", "b", "pin", "1234", "owner", strings.Repeat("x", 301)), "at most 300 printable characters"},
		{"/token", form("do", "assign", "serial", "2", "user", "b", "pin", strings.Repeat("1", 101)), "1 to 100 printable characters"},
		{"/token", form("do", "assign", "serial", "2", "user", "anna"), "User anna has token 1 already"},
		{"/token", form("do", "assign", "serial", "1", "user", "boris"), "Token 1 is assigned to anna already"},
		{"/user", form("do", "assign", "user", "anna", "serial", "9"), "no token with this serial number"},
		{"/user", form("do", "pin", "user", "anna", "pin", ""), "1 to 100 printable characters"},
		{"/token", form("do", "disable", "serial", "1", "reason", "a\nb"), "at most 300 printable characters"},
	} {
		s.says(s.send(test.path, test.form, http.StatusUnprocessableEntity), test.want)
	}
	s.says(s.send("/token", form("do", "unassign", "serial", "2"), http.StatusConflict), "Nothing was done.")
	s.send("/token", form("do", "unlock", "serial", "9"), http.StatusNotFound)
	s.send("/token", form("do", "explode", "serial", "1"), http.StatusUnprocessableEntity)
	if after := s.lastEntry().Number; after != before {
		t.Errorf("%d entries of requests that were refused", after-before)
	}
	inRussian := regexp.MustCompile(`href="(/token[^"]*lang=ru[^"]*)"`)
	refused := s.send("/token", form("do", "assign", "serial", "2", "user", ""), http.StatusUnprocessableEntity)
	if link := inRussian.FindStringSubmatch(refused); link == nil {
		t.Errorf("no link to the page in Russian:\n%s", refused)
	} else {
		s.says(s.page(link[1], http.StatusOK), "Токен 2")
	}
	s.says(s.send("/token?lang=ru", form("do", "assign", "serial", "2", "user", "anna"), http.StatusUnprocessableEntity), "У пользователя anna уже есть токен 1")
	s.says(s.send("/user", form("do", "pin", "user", "anna", "pin", "1357"), http.StatusOK), "The PIN is set.")
}

// The help desk enters what the caller states; what is stored is shown only then.
func TestTelephoneProcedure(t *testing.T) {
	s := serve(t)
	before := s.lastEntry().Number
	compare := func(pairs ...string) string {
		t.Helper()
		return s.send("/resync", form(append([]string{"do", "compare", "serial", "1"}, pairs...)...), http.StatusOK)
	}
	s.lacks(s.page("/resync?serial=1", http.StatusOK), "Petrova", "Example")
	s.lacks(compare("counter", "F00027"), "Petrova", "Example") // nothing was stated
	s.lacks(compare("counter", "F00027", "organisation", "«»", "name", "!"), "Petrova", "Example")
	s.says(compare("counter", "f27", "organisation", "example", "name", "PETROVA"),
		"27 codes ahead", "matches", "matches in part", "only stored: anna", "not counted as a difference: the legal form, capitals")
	s.says(compare("counter", "27", "organisation", "Other Ltd", "name", "Smith"), "differs", "only the caller says: other", "only stored: example", "I have made sure in another way")
	s.says(s.send("/resync", form("do", "compare", "serial", "9"), http.StatusUnprocessableEntity), "no token with this serial number")
	s.says(s.send("/resync", form("do", "compare", "serial", "1", "counter", "755224"), http.StatusUnprocessableEntity), "That is not a counter")
	if after := s.lastEntry().Number; after != before {
		t.Errorf("comparing made %d entries", after-before)
	}

	carryOut := func(status int, pairs ...string) string {
		t.Helper()
		stated := []string{"do", "resync", "serial", "1", "organisation", "Example", "name", "Petrova"}
		return s.send("/resync", form(append(stated, pairs...)...), status)
	}
	s.says(carryOut(http.StatusUnprocessableEntity, "counter", "F00027", "name", "Smith"), "The identity does not agree")
	s.says(carryOut(http.StatusOK, "counter", "F00027", "name", "Smith", "checked", "yes"), "The token is in step.",
		"Your token is synchronised. Please log in with a new code.", "Ваш токен синхронизирован.")
	s.says(carryOut(http.StatusUnprocessableEntity, "counter", "F00020"), "The counter is lower than the validator's", "F00027", "I have had it read out twice")
	s.says(carryOut(http.StatusOK, "counter", "F00020", "code", hotp(20)), "the code does not belong to this counter", "Please read me the serial number and the counter once more.")
	s.says(carryOut(http.StatusOK, "counter", "F00030", "code", hotp(30)), "The token is in step.")
	s.says(carryOut(http.StatusUnprocessableEntity, "counter", ""), "Two codes are needed")
	s.says(carryOut(http.StatusOK, "counter", "", "code1", hotp(50), "code2", hotp(51)), "The token is in step.")
	s.says(carryOut(http.StatusOK, "counter", "", "code1", hotp(60), "code2", hotp(62)), "not two codes in a row of this token")
	s.says(carryOut(http.StatusOK, "counter", "F00020", "force", "yes"), "The token is in step.")
	if record, err := s.Record(context.Background(), tms.Key{Serial: "1"}); err != nil || record.Token.Next != 100_020 {
		t.Errorf("next is %d, %v", record.Token.Next, err)
	}
}

// A policy may ask for a code with the counter, or for two codes.
func TestTelephoneProcedureUnderOtherPolicies(t *testing.T) {
	stated := []string{"do", "resync", "serial", "1", "counter", "F00027", "organisation", "Example", "name", "Petrova"}
	s := serve(t, "resync_by_counter: with_code")
	s.says(s.send("/resync", form(stated...), http.StatusUnprocessableEntity), "The policy asks for a code with the counter.")
	s.says(s.send("/resync", form(append(stated, "code", hotp(27))...), http.StatusOK), "The token is in step.")
	s = serve(t, "resync_by_counter: no")
	s.says(s.send("/resync", form(stated...), http.StatusUnprocessableEntity), "The policy does not allow the counter.")
	s = serve(t)
	s.post("/disable", fields{"serial": "1"}, http.StatusOK)
	stated[1] = "compare"
	page := s.send("/resync", form(stated...), http.StatusOK)
	s.says(page, "An administrator must enable it first.")
	s.lacks(page, `value="resync"`)
}

// Under the policy of BS-Client, pages have that system's names.
func TestBSClientNames(t *testing.T) {
	policy, _, _ := tms.EmbeddedPolicy("bs-client")
	s := serveWith(t, func(o *desk.Options) { o.Policy = policy })
	for range 3 {
		s.post("/check", fields{"user": "anna", "code": "000000"}, http.StatusOK)
	}
	s.says(s.page("/token?serial=1", http.StatusOK), "Number of attempts", "InvalideTokenAttempt", "eTokenBlockDate", "15 Jan 2026, 12:00:00 UTC", "eTokenStatusID", "not 1 (blocked)", "TokenCounterForCheck")
	s.says(s.send("/token", form("do", "unlock", "serial", "1"), http.StatusOK), "(empty)", "1 (in use)")
	s.says(s.page("/policy", http.StatusOK), "TokenCounterForCheck = 9", "InvalideTokenAttempt = 3")
	s.lacks(serve(t).page("/token?serial=1", http.StatusOK), "eTokenBlockDate")
}

// uploadPage sends the form of the import, and returns the page to which it leads.
func (s *served) uploadPage(path, content string, status int) string {
	s.Helper()
	return s.uploadEncrypted(path, content, "", status)
}

func (s *served) uploadEncrypted(path, content, password string, status int) string {
	s.Helper()
	var body bytes.Buffer
	parts := multipart.NewWriter(&body)
	file, err := parts.CreateFormFile("file", "batch.csv")
	if err == nil {
		_, err = io.WriteString(file, content)
	}
	for name, value := range map[string]string{"password": password, "key": ""} { // a page sends empty fields, too
		if err == nil {
			err = parts.WriteField(name, value)
		}
	}
	if err != nil || parts.Close() != nil {
		s.Fatal(err)
	}
	response, err := http.Post(s.url+path, parts.FormDataContentType(), &body)
	return s.text(response, err, status)
}

func TestImportPage(t *testing.T) {
	s := serve(t)
	s.says(s.uploadPage("/import", batch, http.StatusOK), "2 tokens are imported.", "A1", "A2")
	s.says(s.uploadPage("/import", batch, http.StatusOK), "Nothing was imported.", "the validator has token A1 already")
	s.says(s.uploadPage("/import?update=yes", batch, http.StatusOK), "2 of them were here already, and are replaced.")
	broken := s.uploadPage("/import", batch+"A3, no-secret-at-all, hotp\n", http.StatusUnprocessableEntity)
	s.says(broken, "The file was not imported. Nothing has changed.", "line 3")
	s.lacks(broken, "no-secret-at-all")
	s.send("/import", form("file", "text"), http.StatusUnsupportedMediaType)
	s.says(s.page("/import", http.StatusOK), `type="password" id="password"`, `type="password" id="key"`)
}

// The page asks for the password of an encrypted file, and never repeats it.
func TestImportPageOfAnEncryptedFile(t *testing.T) {
	encrypted, err := os.ReadFile("../../profiles/seedfile/testdata/corpus/pskc/password.xml")
	if err != nil {
		t.Fatal(err)
	}
	s := serve(t)
	asked := s.uploadPage("/import", string(encrypted), http.StatusUnprocessableEntity)
	s.says(asked, "The file is encrypted with a password. Choose it again and enter the password.")
	s.lacks(asked, "curl")
	s.says(s.uploadPage("/import?lang=ru", string(encrypted), http.StatusUnprocessableEntity), "Файл зашифрован паролем.")
	wrong := s.uploadEncrypted("/import", string(encrypted), "not-the-password", http.StatusUnprocessableEntity)
	s.says(wrong, "The password or the key may be wrong.")
	s.lacks(wrong, "not-the-password")
	s.says(s.uploadEncrypted("/import", string(encrypted), "Kit-Paßwort", http.StatusOK), "imported.")
}

// Forms and files are limited.
func TestLimitsOfTheConsole(t *testing.T) {
	s := serve(t)
	s.send("/token", form("do", "test", "serial", "1", "code", strings.Repeat("1", 100_000)), http.StatusRequestEntityTooLarge)
	s.uploadPage("/import", strings.Repeat(" ", 65<<20), http.StatusRequestEntityTooLarge)
}

// The journal is read from its end, in pages, and can be filtered and verified.
func TestJournalPage(t *testing.T) {
	s := serve(t)
	for i := range 60 {
		s.post("/check", fields{"user": "anna", "code": hotp(uint64(i))}, http.StatusOK)
	}
	s.add("2")
	newest := s.page("/journal", http.StatusOK) // 63 entries
	s.says(newest, `class="number">63<`, `class="number">14<`, "before=14", "log in", "by local, over HTTP", "by tester, command line", "expected next: 59, then 60")
	s.lacks(newest, `class="number">13<`)
	older := s.page("/journal?before=14", http.StatusOK)
	s.says(older, `class="number">13<`, `class="number">1<`, "Newest entries")
	s.lacks(older, `class="number">14<`, "Older entries")
	s.says(s.page("/journal?serial=2", http.StatusOK), `class="number">63<`)
	s.lacks(s.page("/journal?request=import", http.StatusOK), "<strong>log in</strong>")
	s.says(s.page("/journal?result=wrong_code", http.StatusOK), "There are no entries.")
	s.says(s.page("/journal?since=2030-01-01", http.StatusOK), "There are no entries.")
	s.says(s.page("/journal?since=yesterday", http.StatusOK), "The time cannot be read")
	s.says(s.page("/token?serial=1", http.StatusOK), "before=43")
	s.says(s.page("/journal/verify", http.StatusOK), "The journal is complete: 63 entries")
	s.says(s.page("/journal/verify?lang=ru", http.StatusOK), "Журнал в порядке: 63 записи")
}

// gappy is a store whose entries may have gaps in their numbers, for all that it says.
type gappy struct{ tms.Store }

func (g gappy) View(ctx context.Context, read func(tms.View) error) error {
	return g.Store.View(ctx, func(view tms.View) error { return read(struct{ tms.View }{view}) })
}

// A long journal is read in blocks, whether or not the store knows where it ends.
func TestLongJournal(t *testing.T) {
	for name, change := range map[string]func(*desk.Options){
		"gapless": nil, "with gaps": func(o *desk.Options) { o.Store = gappy{o.Store} },
	} {
		t.Run(name, func(t *testing.T) {
			s := serveWith(t, change)
			for range 3500 {
				if _, err := s.Test(t.Context(), call, "1", "755224"); err != nil {
					t.Fatal(err)
				}
			}
			s.says(s.page("/journal", http.StatusOK), `class="number">3502<`, `class="number">3453<`, "before=3453")
			s.says(s.page("/journal?before=1030", http.StatusOK), `class="number">1029<`, `class="number">980<`, "before=980")
			imported := s.page("/journal?request=import", http.StatusOK)
			s.says(imported, `class="number">1<`)
			s.lacks(imported, "Older entries")
		})
	}
}

// held is a store that stores nothing until it is released.
type held struct {
	tms.Store
	release chan struct{}
}

func (h held) Update(ctx context.Context, changes ...tms.Change) ([]tms.Entry, error) {
	if len(changes) > 1 { // an import
		<-h.release
	}
	return h.Store.Update(ctx, changes...)
}

// The page of a long import loads itself again until the import has ended.
func TestLongImport(t *testing.T) {
	release := make(chan struct{})
	s := serveWith(t, func(o *desk.Options) { o.Store = held{o.Store, release} })
	running := s.uploadPage("/import", batch, http.StatusOK)
	s.says(running, `<meta http-equiv="refresh" content="1">`, "The import is running.", "<progress")
	path := regexp.MustCompile(`/import/[A-Z0-9]+`).FindString(running)
	close(release)
	id := strings.TrimPrefix(path, "/import/")
	s.has(s.get("/imports/"+id+"?wait=1m", http.StatusOK), fields{"state": "done"})
	ended := s.page(path, http.StatusOK)
	s.says(ended, "2 tokens are imported.")
	s.lacks(ended, "refresh")
}

// A script in a name is a name.
func TestScriptInNames(t *testing.T) {
	s := serve(t)
	s.add("2")
	const script = "<script>alert(1)</script>"
	s.send("/token", form("do", "assign", "serial", "2", "user", script, "owner", script, "organisation", script), http.StatusOK)
	s.send("/token", form("do", "disable", "serial", "2", "reason", script), http.StatusOK)
	stated := form("do", "compare", "serial", "2", "organisation", script, "name", script)
	for _, ask := range []func() (*http.Response, error){
		func() (*http.Response, error) { return http.Get(s.url + "/") },
		func() (*http.Response, error) { return http.Get(s.url + "/token?serial=2") },
		func() (*http.Response, error) { return http.Get(s.url + "/user?user=" + url.QueryEscape(script)) },
		func() (*http.Response, error) { return http.Get(s.url + "/?search=" + url.QueryEscape(script)) },
		func() (*http.Response, error) { return http.Get(s.url + "/journal?user=" + url.QueryEscape(script)) },
		func() (*http.Response, error) { return http.PostForm(s.url+"/resync", stated) },
	} {
		response, err := ask()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(response.Body)
		if err != nil || response.Body.Close() != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(text, []byte("&lt;script&gt;")) || bytes.Contains(text, []byte("<script")) {
			t.Errorf("%s: the name is missing, or is a script", response.Request.URL.Path)
		}
	}
}

// serveStaff starts the server behind its guards, and returns it with a function that sends a request
// of the caller with a role.
func serveStaff(t *testing.T) (s *served, ask func(role, method, path, headers string, form url.Values) (*http.Response, string)) {
	t.Helper()
	s = serveWith(t, func(o *desk.Options) { o.Open = false })
	address := guarded(t, s, desk.Options{}, nil)
	return s, func(role, method, path, headers string, form url.Values) (*http.Response, string) {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), method, address+path, strings.NewReader(form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+tokenOf(desk.Role(role)))
		if method == http.MethodPost {
			request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		if name, value, ok := strings.Cut(headers, ": "); ok {
			request.Header.Set(name, value)
		}
		response, err := http.DefaultTransport.RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close() //nolint:errcheck // nothing more is read from it
		body, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return response, html.UnescapeString(string(body))
	}
}

// What each role may see and do.
func TestRolesOfTheConsole(t *testing.T) {
	s, ask := serveStaff(t)
	for _, test := range []struct {
		method, path                 string
		form                         url.Values
		application, helpdesk, admin int
	}{
		{"GET", "/", nil, 403, 200, 200},
		{"GET", "/token?serial=1", nil, 403, 200, 200},
		{"GET", "/user?user=anna", nil, 403, 200, 200},
		{"GET", "/resync", nil, 403, 200, 200},
		{"GET", "/policy", nil, 403, 200, 200},
		{"GET", "/import", nil, 403, 403, 200},
		{"GET", "/import/unknown", nil, 403, 403, 404},
		{"GET", "/journal", nil, 403, 403, 200},
		{"GET", "/journal/verify", nil, 403, 403, 200},
		{"POST", "/token", form("do", "test", "serial", "1", "code", "755224"), 403, 303, 303},
		{"POST", "/token", form("do", "unlock", "serial", "1"), 403, 303, 303},
		{"POST", "/token", form("do", "resync", "serial", "1", "code1", "1", "code2", "2"), 403, 303, 303},
		{"POST", "/resync", form("do", "compare", "serial", "1"), 403, 200, 200},
		{"POST", "/user", form("do", "pin", "user", "anna", "pin", "1357"), 403, 403, 303},
		{"POST", "/token", form("do", "disable", "serial", "1"), 403, 403, 303},
		{"POST", "/token", form("do", "enable", "serial", "1"), 403, 403, 303},
		{"POST", "/token", form("do", "unassign", "serial", "1"), 403, 403, 303},
		{"POST", "/token", form("do", "assign", "serial", "1", "user", "anna"), 403, 403, 303},
		{"POST", "/import", form(), 403, 403, 415},
	} {
		for role, want := range map[string]int{"application": test.application, "helpdesk": test.helpdesk, "admin": test.admin} {
			if response, _ := ask(role, test.method, test.path, "", test.form); response.StatusCode != want {
				t.Errorf("%s %s %v of %s: got status %d, want %d", test.method, test.path, test.form, role, response.StatusCode, want)
			}
		}
	}
	_, page := ask("application", "GET", "/", "", nil)
	s.says(page, "it has no console", "Signed in as application")
	s.lacks(page, "Anna", "Anyone who can reach", `href="/resync"`)
	_, page = ask("helpdesk", "GET", "/token?serial=1", "", nil)
	s.says(page, `value="test"`, "Anna Petrova")
	s.lacks(page, `value="disable"`, `value="unassign"`, `href="/import"`, `href="/journal"`)
	if entry := s.lastEntry(); entry.Requester != "admin-1" && entry.Requester != "helpdesk-1" {
		t.Errorf("the journal does not name the caller but %q", entry.Requester)
	}
}

// Pages of other sites can send no form of the console.
func TestFormsOfOtherSites(t *testing.T) {
	s, ask := serveStaff(t)
	before := s.lastEntry().Number
	for _, path := range []string{"/token", "/user", "/resync", "/import"} {
		for _, header := range []string{"Sec-Fetch-Site: cross-site", "Origin: https://evil.example"} {
			if response, _ := ask("admin", "POST", path, header, form("do", "unlock", "serial", "1", "user", "anna")); response.StatusCode != http.StatusForbidden {
				t.Errorf("%s with %s: got status %d", path, header, response.StatusCode)
			}
		}
	}
	if after := s.lastEntry().Number; after != before {
		t.Errorf("%d requests were carried out", after-before)
	}
}

// A link leads to what it names, even if a serial or name begins with a space, and a form changes that:
// another token or user may be named like it without the space.
func TestConsoleSpacesAround(t *testing.T) {
	s := serve(t)
	s.add(" 1")
	s.add(" 2")
	if _, err := s.Assign(t.Context(), call, " 1", " anna", tms.Assignment{Owner: "Boris Ivanov"}); err != nil {
		t.Fatal(err)
	}
	for name, page := range map[string]string{
		"token":         s.page("/token?serial=+1", http.StatusOK),
		"user":          s.page("/user?user=+anna", http.StatusOK),
		"disable token": s.send("/token", form("serial", " 1", "do", "disable"), http.StatusOK),
		"disable user":  s.send("/user", form("user", " anna", "do", "disable"), http.StatusOK),
		"compare":       s.send("/resync", form("serial", " 1", "name", "Ivanov"), http.StatusOK),
	} {
		if !strings.Contains(page, "Boris Ivanov") || strings.Contains(page, "Anna Petrova") {
			t.Errorf("%s: the page is about another one:\n%s", name, page)
		}
	}
	s.says(s.send("/token", form("serial", " 2", "do", "assign", "user", " carl "), http.StatusOK), "carl")
	s.send("/token", form("serial", " 1", "do", "unassign"), http.StatusOK)
	for serial, user := range map[string]string{"1": "anna", " 1": "", " 2": "carl"} {
		record, err := s.Record(t.Context(), tms.Key{Serial: serial})
		if err != nil {
			t.Fatal(err)
		}
		if record.Token.User != user || (record.Token.State == tms.StateDisabled) != (serial == " 1") {
			t.Errorf("token %q is %s and of %q, want it to be of %q", serial, record.Token.State, record.Token.User, user)
		}
	}
}
