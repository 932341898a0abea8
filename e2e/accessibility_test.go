//go:build e2e

package e2e_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"etokenpass/internal/peer"
)

// readAxe installs axe-core, from the npm registry or npm's cache, and returns its script.
func readAxe(t *testing.T) string {
	t.Helper()
	npm := peer.Need(t, "npm")
	project := t.TempDir()
	if err := os.CopyFS(project, os.DirFS("axe")); err != nil {
		t.Fatal(err)
	}
	install := exec.CommandContext(t.Context(), npm, "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund")
	install.Dir = project
	if output, err := install.CombinedOutput(); err != nil {
		t.Fatalf("npm ci: %v\n%s", err, output)
	}
	script, err := os.ReadFile(filepath.Join(project, "node_modules/axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	return string(script)
}

// finding is what axe-core says about elements that break one of its rules, or may break it.
type finding struct {
	ID, Help string
	Nodes    []struct {
		Target         []any // selectors
		HTML           string
		FailureSummary string
	}
}

// audit runs axe-core, whose script the tab has loaded, and reports what it finds. Pages in frames
// have audits of their own. It cannot compute contrasts on a gradient or a picture: it sees the page on both ends of its gradient, and
// does not look at the model, which is printed on the fob.
func (p *tab) audit(where string) {
	p.browser.t.Helper()
	for _, colour := range p.tableColours() {
		found := p.value(fmt.Sprintf(`(async () => {
			document.documentElement.style.background = %q;
			const { violations, incomplete } = await axe.run({ exclude: [".model"] }, { resultTypes: ["violations", "incomplete"], rules: { "frame-tested": { enabled: false } } });
			document.documentElement.style.background = "";
			return JSON.stringify([...violations, ...incomplete]);
		})()`, colour))
		var findings []finding
		if err := json.Unmarshal([]byte(found.(string)), &findings); err != nil {
			p.browser.t.Fatal(err)
		}
		for _, f := range findings {
			for _, node := range f.Nodes {
				p.browser.t.Errorf("%s: %s: %s\n%v %s\n%s", where, f.ID, f.Help, node.Target, node.HTML, node.FailureSummary)
			}
		}
	}
}

// tableColours returns the colours between which the page's background changes.
func (p *tab) tableColours() []string {
	p.browser.t.Helper()
	gradient, _ := p.value(`getComputedStyle(document.documentElement).getPropertyValue("--table")`).(string)
	if gradient == "" {
		return []string{""} // the page has a plain background
	}
	return strings.Split(strings.TrimSuffix(strings.TrimPrefix(gradient, "linear-gradient("), ")"), ", ")
}

// situations are what the page can show, in an order in which each follows from the one before.
var situations = []struct {
	name  string
	reach func(p *tab, s *server)
}{
	{"no tokens", func(p *tab, _ *server) {
		p.value(`fetch("api/v1/tokens/000000000000", { method: "DELETE" }).then((answer) => answer.ok)`)
		p.until(`!document.getElementById("empty").hidden`)
	}},
	{"one token", func(p *tab, s *server) {
		s.post("/tokens", `{"profile":"demo"}`)
		p.until(`document.querySelectorAll(".token").length === 1`)
	}},
	{"one lit token", func(p *tab, _ *server) {
		p.click(button)
		p.shows("755224")
	}},
	{"adding", func(p *tab, _ *server) { p.click("[data-open=adding]") }},
	{"made-up secret", func(p *tab, _ *server) {
		p.click("#adding [value=time]")
		p.until(`document.getElementById("made").open`)
	}},
	{"several tokens", func(p *tab, s *server) {
		p.click("#made .main")
		s.post("/tokens", `{"serial":"`+longSerial+`","model":"A model with a name of thirty-two","type":"time","digits":8}`)
		s.post("/tokens", `{"serial":"lit","type":"time"}`)
		s.post("/tokens/lit/button", `{"action":"press"}`)
		p.until(`document.querySelectorAll(".token").length === 4 && document.querySelector("[data-serial=lit]").dataset.lcd !== ""`)
	}},
	{"locked file", func(p *tab, _ *server) {
		p.dropFile(corpusFile(p.browser.t, "pskc/password.xml"))
		p.enter("not the password")
		p.until(`document.getElementById("locked-hint").textContent !== ""`)
	}},
	{"turned tokens", func(p *tab, _ *server) {
		p.click("#locked [value='']")
		p.click("[data-do=over]")
		p.click(".token:nth-child(2) [data-do=around]")
		p.until(`document.querySelector(".back img").naturalWidth > 0`)
	}},
	{"history", func(p *tab, _ *server) {
		p.click("[data-do=history]")
		p.until(`document.querySelectorAll("#past-rows tr").length > 0`)
	}},
	{"one without a past", func(p *tab, _ *server) {
		p.click("#past .main")
		p.click(".token:nth-child(2) [data-do=history]")
		p.until(`document.getElementById("past").open`)
	}},
	{"deleting", func(p *tab, _ *server) {
		p.click("#past .main")
		p.click(".token:nth-child(3) [data-do=delete]")
	}},
	{"dropping", func(p *tab, _ *server) {
		p.click("#deleting [value='']")
		p.value(`document.getElementById("notes").replaceChildren()`) // would lie below
		p.value(`document.getElementById("drop").hidden = false`)
	}},
	{"disconnected", func(p *tab, s *server) {
		p.value(`document.getElementById("drop").hidden = true`)
		s.stop()
		p.until(`document.body.dataset.connected === "false"`)
		p.click(".token:nth-child(2) .press")
		p.until(`document.querySelector("#notes p") !== null`)
	}},
}

// longSerial is as long as a serial can be.
var longSerial = strings.Repeat("0123456789ABCDEF", 4)

// In every situation axe-core finds no fault in the page, and nothing that it leaves to a person to
// judge.
func TestAccessibility(t *testing.T) {
	t.Parallel()
	axe, b := readAxe(t), startBrowser(t)
	for _, audited := range allAudits() {
		s := startServer(t, "--clock", "virtual")
		p := b.open(s.url+"/?lang="+audited.language, audited.views[0])
		p.value(axe)
		for _, situation := range situations {
			situation.reach(p, s)
			p.auditAll(situation.name, audited)
		}
	}
}

func TestAccessibilityOfSigningIn(t *testing.T) {
	t.Parallel()
	axe, b := readAxe(t), startBrowser(t)
	for _, audited := range allAudits() {
		s := startServer(t, "--auth-file", authFile(t, annasToken))
		p := b.visit(s.url+"/?lang="+audited.language, audited.views[0])
		p.signIn("not-the-token-of-anna")
		p.until(`document.getElementById("wrong") !== null`)
		p.value(axe)
		p.auditAll("signing in", audited)

		p.signIn(annasToken)
		p.until(connected)
		p.value(axe)
		p.auditAll("signed in", audited)

		p.call("Network.clearBrowserCookies", nil, nil)
		p.click(button)
		p.until(`document.getElementById("session-over").open`)
		p.auditAll("the session is over", audited)
	}
}

func TestAccessibilityOfTheReference(t *testing.T) {
	t.Parallel()
	axe, s, audited := readAxe(t), startServer(t), allAudits()[0]
	p := startBrowser(t).visit(s.url+"/docs", audited.views[0])
	p.until(`document.title.endsWith("API reference") && document.readyState === "complete"`)
	p.value(axe)
	p.auditAll("reference", audited)
}

// audits are the views in which a language is audited.
type audits struct {
	language string
	views    []view
}

// auditAll audits the page in each view.
func (p *tab) auditAll(situation string, audited audits) {
	p.browser.t.Helper()
	for _, v := range audited.views {
		p.show(v)
		p.audit(fmt.Sprintf("%s, %s, %s", situation, audited.language, v))
	}
}

// allAudits returns the views of each language: a few for make e2e, all for make soak.
func allAudits() []audits {
	if os.Getenv("ETOKENPASS_SOAK") == "" {
		return []audits{{"en", []view{phone.inTheDark()}}, {"ru", []view{desktop}}}
	}
	var all []view
	for _, v := range []view{phone, tablet, desktop} {
		all = append(all, v, v.inTheDark())
	}
	return []audits{{"en", all}, {"ru", all}}
}

func (v view) inTheDark() view {
	v.dark = true
	return v
}

func (v view) String() string {
	scheme := "light"
	if v.dark {
		scheme = "dark"
	}
	return fmt.Sprintf("%d pixels wide, %s", v.width, scheme)
}
