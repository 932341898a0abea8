package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"etokenpass/assets"
	"etokenpass/internal/locale"
	"etokenpass/web"
)

func TestLanguage(t *testing.T) {
	for _, test := range []struct {
		query, cookie, header string
		want                  locale.Language
	}{
		{"", "", "", locale.English},
		{"", "", "ru-RU,ru;q=0.9,en;q=0.8", locale.Russian},
		{"", "en", "ru", locale.English},
		{"", "ru", "en", locale.Russian},
		{"?lang=ru", "en", "en", locale.Russian},
		{"?lang=en", "ru", "ru", locale.English},
		{"?lang=de", "ru", "en", locale.Russian}, // no such texts
		{"?lang=", "xx", "ru", locale.Russian},
		{"?lang=%3Cscript%3E", "", "", locale.English},
	} {
		request := httptest.NewRequest(http.MethodGet, "/"+test.query, nil)
		request.Header.Set("Accept-Language", test.header)
		if test.cookie != "" {
			request.AddCookie(&http.Cookie{Name: "lang", Value: test.cookie})
		}
		if got := web.Language(request); got != test.want {
			t.Errorf("%+v: got %s", test, got)
		}
	}
}

func TestPages(t *testing.T) {
	files := fstest.MapFS{"pages/a.html": {Data: []byte(`<html lang="{{.Texts.Language}}">{{.Data}}{{range (.At "/b?x=1&y=2").Translations}} {{.Language.Name}} {{.Address}} {{.Here}}{{end}}`)}}
	pages := web.NewPages(files, "pages/*.html")
	write := func(target string) *http.Response {
		response := httptest.NewRecorder()
		pages.Write(response, httptest.NewRequest(http.MethodGet, target, nil), http.StatusAccepted, "a.html", "<b>")
		return response.Result()
	}
	response := write("/?lang=ru")
	if text := body(t, response); response.StatusCode != http.StatusAccepted || text != `<html lang="ru">&lt;b&gt; English /b?lang=en&amp;x=1&amp;y=2 false Русский /b?lang=ru&amp;x=1&amp;y=2 true` {
		t.Errorf("%d %s", response.StatusCode, text)
	}
	for name, want := range map[string]string{
		"Content-Type": "text/html; charset=utf-8", "Content-Language": "ru", "Vary": "Accept-Language, Cookie",
		"Set-Cookie": "lang=ru; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax",
	} {
		if got := response.Header.Get(name); got != want {
			t.Errorf("%s is %q", name, got)
		}
	}
	if cookie := write("/").Header.Get("Set-Cookie"); cookie != "" {
		t.Errorf("a cookie without a choice: %s", cookie)
	}
	if cookie := write("/?lang=de").Header.Get("Set-Cookie"); cookie != "" {
		t.Errorf("a cookie for a language without texts: %s", cookie)
	}
}

// A page whose template is wrong is an internal error, not half a page.
func TestWrongPage(t *testing.T) {
	pages := web.NewPages(fstest.MapFS{"a.html": {Data: []byte(`begin {{.Data.Missing}}`)}}, "a.html")
	server := serve(t, web.Config{}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		pages.Write(w, r, http.StatusOK, "a.html", struct{}{})
	}))
	response, text := server.get(t, "/")
	problem(t, response, text, http.StatusInternalServerError)
}

func TestStatic(t *testing.T) {
	files := fstest.MapFS{
		"pages/a.css": {Data: []byte("body {}")}, "pages/deep/b.js": {Data: []byte("b()")}, "pages/c.svg": {Data: []byte("<svg/>")},
		"pages/d.png": {Data: []byte("png")}, "pages/e.ico": {Data: []byte("ico")}, "pages/f.html": {Data: []byte("{{.}}")}, "secret.css": {Data: []byte("no")},
	}
	mux := http.NewServeMux()
	mux.Handle("GET /static/", http.StripPrefix("/static/", web.Static(files, "pages")))
	for path, want := range map[string]string{
		"a.css": "text/css; charset=utf-8", "deep/b.js": "text/javascript; charset=utf-8", "c.svg": "image/svg+xml",
		"d.png": "image/png", "e.ico": "image/x-icon",
	} {
		response := send(mux, http.MethodGet, "/static/"+path, "", "")
		if got := response.Header().Get("Content-Type"); response.Code != http.StatusOK || got != want {
			t.Errorf("%s: %d %s, want %s", path, response.Code, got, want)
		}
		if got := response.Header().Get("Cache-Control"); got != "no-cache" {
			t.Errorf("%s: Cache-Control is %q", path, got)
		}
		request := httptest.NewRequest(http.MethodGet, "/static/"+path, nil)
		request.Header.Set("If-None-Match", response.Header().Get("ETag"))
		again := httptest.NewRecorder()
		mux.ServeHTTP(again, request)
		if again.Code != http.StatusNotModified || again.Body.Len() != 0 {
			t.Errorf("%s: asked again: %d, %d bytes", path, again.Code, again.Body.Len())
		}
	}
	for _, path := range []string{"f.html", "secret.css", "deep", "deep/", "", "x.css", "..%2Fsecret.css", "%2e%2e/secret.css", "a.css/", "A.css"} {
		response := send(mux, http.MethodGet, "/static/"+path, "", "")
		if response.Code != http.StatusNotFound && response.Code != http.StatusTemporaryRedirect {
			t.Errorf("%s: %d %s", path, response.Code, response.Body)
		}
	}
}

// The files that are served are those that pages need; templates and exercises are not.
func TestStaticAssets(t *testing.T) {
	handler := web.Static(assets.FS, "icon")
	if response := send(handler, http.MethodGet, "/etokenpass.svg", "", ""); response.Code != http.StatusOK || !strings.Contains(response.Body.String(), "<svg") {
		t.Errorf("the icon: %d", response.Code)
	}
	if response := send(web.Static(assets.FS, "pages"), http.MethodGet, "/api.html", "", ""); response.Code != http.StatusNotFound {
		t.Errorf("a template: %d", response.Code)
	}
}
