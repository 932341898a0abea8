package tokens_test

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"etokenpass/web/webtest"
)

// docsExample matches the curl lines of /docs: the method, the body and the path.
var docsExample = regexp.MustCompile(`curl (?:-X (\w+) )?(?:-H 'Content-Type: application/json' -d '([^']*)' )?http://[^/]*(/\S*)`)

// The examples in /docs can be pasted: with the demo token, each that changes something is accepted.
func TestDocsExamples(t *testing.T) {
	page := html.UnescapeString(webtest.Send(t, virtual(t).server, webtest.Request{Target: "GET /docs"}).Body.String())
	tried := 0
	for _, found := range docsExample.FindAllStringSubmatch(page, -1) {
		method, body, path := found[1], found[2], strings.TrimPrefix(found[3], "/api/v1")
		path, _, _ = strings.Cut(path, "<")
		if method == "" || method == http.MethodDelete {
			continue
		}
		tried++
		c := virtual(t)
		if path != "/tokens" {
			c.demoToken()
		}
		c.do(method+" "+path, body)
	}
	if tried < 8 {
		t.Errorf("only %d examples", tried)
	}
}

// What is code in the document's descriptions is code on the page.
func TestDocsCode(t *testing.T) {
	page := webtest.Send(t, virtual(t).server, webtest.Request{Target: "GET /docs"}).Body.String()
	if !strings.Contains(page, "With <code>wait</code>, it comes") {
		t.Error("the description of a screen has no code")
	}
	if strings.Contains(page, "`") {
		t.Error("the page has a backtick")
	}
}
