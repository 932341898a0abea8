package tokens_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"etokenpass/assets"
	"etokenpass/display"
	"etokenpass/display/face"
	"etokenpass/web/tokens"
)

// load requests something that is not part of the API, in a language.
func (c client) load(path, language string) *httptest.ResponseRecorder {
	c.t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Accept-Language", language)
	w := httptest.NewRecorder()
	c.server.ServeHTTP(w, r)
	return w
}

// page requests the page.
func (c client) page(path, language string) string {
	c.t.Helper()
	w := c.load(path, language)
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "text/html; charset=utf-8" {
		c.t.Fatalf("%s: %d %s", path, w.Code, w.Body)
	}
	return w.Body.String()
}

// attributes returns the values of all attributes of a name, unescaped.
func attributes(page, name string) (values []string) {
	for _, match := range regexp.MustCompile(`\s`+name+`="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		values = append(values, html.UnescapeString(match[1]))
	}
	return values
}

func TestPageShowsEveryToken(t *testing.T) {
	c := virtual(t)
	var want []string
	for _, body := range []string{`{"profile":"demo"}`, `{"serial":"two"}`, `{"type":"time","serial":"three","digits":8}`} {
		want = append(want, c.do("POST /tokens", body)["id"].(string))
	}
	c.do("POST /tokens/"+demo+"/button", `{"action":"press"}`)
	for _, language := range []string{"en", "ru"} {
		page := c.page("/", language)
		if got := attributes(page, "data-id"); !slices.Equal(got, want) {
			t.Errorf("%s: the page shows %q, want %q", language, got, want)
		}
		if got := attributes(page, "data-cells")[3:]; !slices.Equal(got, []string{"6", "6", "8"}) { // after those of the drawings
			t.Errorf("%s: the LCDs have %q cells", language, got)
		}
		for i, screen := range attributes(page, "data-screen") {
			got := map[string]any{}
			if err := json.Unmarshal([]byte(screen), &got); err != nil {
				t.Fatal(err)
			}
			want := c.do("GET /tokens/"+attributes(page, "data-id")[i]+"/screen", "")
			if text(got) != text(want) {
				t.Errorf("%s: the page has the screen %s, the API %s", language, text(got), text(want))
			}
		}
		for text, times := range map[string]int{
			"<h2>" + demo + "</h2>": 1, ">7 5 5 2 2 4</p>": 1, "<script": 1, " style=": 0, "<style": 0, "javascript:": 0, "sign-out": 0, "session-over": 0,
			map[string]string{"en": "Turn over", "ru": "Показать другую сторону"}[language] + `"`: 6,
		} {
			if got := strings.Count(page, text); got != times {
				t.Errorf("%s: the page has %q %d times, want %d", language, text, got, times)
			}
		}
		if handlers := regexp.MustCompile(`\son[a-z]+=`).FindString(page); handlers != "" {
			t.Errorf("%s: the page has a handler, which its Content-Security-Policy forbids: %s", language, handlers)
		}
	}
	if russian := c.page("/?lang=ru", "en"); !strings.Contains(russian, `<html lang="ru">`) || !strings.Contains(russian, `lang="ru" hreflang="ru" aria-current="true"`) {
		t.Error("?lang=ru does not choose Russian")
	}
}

// What profiles say is text, on the page as in drawings.
func TestPageEscapes(t *testing.T) {
	const hostile = `"><script>alert(1)</script><img src=x onerror=alert(1)> {{.}} '`
	c := virtual(t)
	body, err := json.Marshal(map[string]string{"serial": hostile, "model": "</text>" + hostile[:20]})
	if err != nil {
		t.Fatal(err)
	}
	c.do("POST /tokens", string(body))
	page := c.page("/", "en")
	if strings.Count(page, "<script") != 1 || strings.Contains(page, "<img src=x") || strings.Count(page, "</text>") != 1 {
		t.Errorf("markup of a profile is on the page:\n%s", page)
	}
	if got := attributes(page, "data-serial"); len(got) != 1 || got[0] != hostile {
		t.Errorf("the serial on the page is %q, want %q", got, hostile)
	}
	picture := attributes(page, "data-src")[0]
	w := c.load("/"+picture, "en")
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "image/svg+xml" {
		t.Fatalf("%s: %d %s", picture, w.Code, w.Body)
	}
	for decoder := xml.NewDecoder(w.Body); ; {
		part, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if element, ok := part.(xml.StartElement); ok && element.Name.Local == "script" {
			t.Error("markup of a serial is in the drawing of the back")
		}
	}
	if w := c.load("/fob/none/back.svg", "en"); w.Code != http.StatusNotFound {
		t.Errorf("the back of a token that does not exist: %d", w.Code)
	}
}

// The LCDs on the page are those of display, without the dead segments.
func TestPageDrawsLCDs(t *testing.T) {
	c := virtual(t)
	c.do("POST /tokens", `{"serial":"worn","secret":{"hex":"3132333435363738393031323334353637383930"},"display":{"dead_segments":["1a","2g"]}}`)
	c.do("POST /tokens/worn/button", `{"action":"press"}`)
	lcd, err := display.NewLCD(6, "1a", "2g")
	if err != nil {
		t.Fatal(err)
	}
	frame, err := lcd.Frame("287082")
	if err != nil {
		t.Fatal(err)
	}
	page := c.page("/", "en")
	if got := strings.Count(page, `d="`+frame.LitPath()+`"`); got != 2 { // the segments and their shadows
		t.Errorf("the page has the lit segments %d times, want 2", got)
	}
	for cells := display.MinCells; cells <= display.MaxCells; cells++ {
		for _, segment := range display.SegmentPaths(cells) {
			if want := fmt.Sprintf(`id="segment-%d-%s" data-segment="%[2]s" d="%[3]s"`, cells, segment.Name, segment.Data); !strings.Contains(page, want) {
				t.Errorf("the page has no %s", want)
			}
		}
	}
}

func TestPageShowsSomeOfManyTokens(t *testing.T) {
	c := virtual(t, func(o *tokens.Options) { o.Seed = "many" })
	if page := c.page("/", "en"); strings.Contains(page, `id="empty" hidden`) || attributes(page, "data-id") != nil {
		t.Error("a page without tokens shows some")
	}
	for range 201 {
		c.do("POST /tokens", "")
	}
	for path, want := range map[string]int{"/": 200, "/?limit=400": 201, "/?limit=1": 200, "/?limit=x": 200, "/?limit=99999999999999999999": 201} {
		page := c.page(path, "en")
		if got := len(attributes(page, "data-id")); got != want {
			t.Errorf("%s shows %d tokens, want %d", path, got, want)
		}
		if more := strings.Contains(page, `href="?limit=400"`); more != (want == 200) {
			t.Errorf("%s: a link to more: %t", path, more)
		}
		if !strings.Contains(page, `id="count">201<`) {
			t.Errorf("%s does not say how many tokens there are", path)
		}
	}
}

// Everything that the page, its style sheet and its scripts load is there.
func TestPageLoadsWhatExists(t *testing.T) {
	c := virtual(t)
	c.do("POST /tokens", `{"profile":"demo"}`)
	page := c.page("/", "en")
	wanted := slices.Concat(attributes(page, "src"), attributes(page, "data-src"), attributes(page, "href"))
	files, err := fs.Glob(assets.FS, "pages/tokens/*")
	if err != nil || len(files) == 0 {
		t.Fatalf("%q, %v", files, err)
	}
	loads := regexp.MustCompile(`(?:from |url\()"([^"]+)"`)
	for _, file := range files {
		data, err := fs.ReadFile(assets.FS, file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range loads.FindAllStringSubmatch(string(data), -1) {
			wanted = append(wanted, path.Join("page", match[1]))
		}
		wanted = append(wanted, "page/"+path.Base(file))
	}
	for _, each := range wanted {
		if target, isFragment := strings.CutPrefix(each, "#"); isFragment {
			if !strings.Contains(page, `id="`+target+`"`) {
				t.Errorf("the page has no %s", each)
			}
			continue
		}
		if w := c.load(path.Join("/", each), "en"); w.Code != http.StatusOK {
			t.Errorf("%s: %d", each, w.Code)
		}
	}
}

// The style sheet puts the button where the drawing has it.
func TestButtonIsWhereItIsDrawn(t *testing.T) {
	data, err := fs.ReadFile(assets.FS, "pages/tokens/fob.css")
	if err != nil {
		t.Fatal(err)
	}
	where := face.ButtonInSVG()
	want := fmt.Sprintf("left: calc(100%% * %d / 430); top: calc(100%% * %d / 240); padding: 0; width: calc(100%% * %d / 430); height: calc(100%% * %d / 240);",
		where.Min.X, where.Min.Y, where.Dx(), where.Dy())
	if !strings.Contains(string(data), want) {
		t.Errorf("the style sheet has no %s", want)
	}
}

// Every text that a script asks for is on the page.
func TestScriptsUseTextsOfThePage(t *testing.T) {
	known := attributes(virtual(t).page("/", "en"), "data-text")
	files, err := fs.Glob(assets.FS, "pages/tokens/*.js")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{"off": true, "code": true, "self-test": true, "counter": true, "press": true, "down": true, "up": true, "password": true, "key": true} // states, actions, parts of a form
	for _, file := range files {
		data, err := fs.ReadFile(assets.FS, file)
		if err != nil {
			t.Fatal(err)
		}
		for _, call := range regexp.MustCompile(`text\(([^;]*)`).FindAllStringSubmatch(string(data), -1) {
			for _, name := range regexp.MustCompile(`"(\w[\w-]*)"`).FindAllStringSubmatch(call[1], -1) {
				used[name[1]] = true
				if !slices.Contains(known, name[1]) {
					t.Errorf("%s: the page has no text %s", file, name[1])
				}
			}
		}
	}
	used["goes_off"] = true // chosen by the state
	for _, name := range known {
		if !used[name] {
			t.Errorf("no script uses the text %s", name)
		}
	}
}
