//go:build e2e

package e2e_test

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"testing"
)

// dropFile drags a file over the page and drops it there, as from a file manager.
func (p *tab) dropFile(path string) {
	p.browser.t.Helper()
	drag := func(event string) {
		p.call("Input.dispatchDragEvent", object{"type": event, "x": 200, "y": 300, "data": object{
			"items": []object{}, "files": []string{path}, "dragOperationsMask": 1,
		}}, nil)
	}
	drag("dragEnter")
	p.until(`!document.getElementById("drop").hidden`)
	drag("dragOver")
	drag("drop")
	p.until(`document.getElementById("drop").hidden`)
}

// chooseFile opens the file chooser of the dialog and chooses a file there.
func (p *tab) chooseFile(path string) {
	p.browser.t.Helper()
	p.call("Page.setInterceptFileChooserDialog", object{"enabled": true}, nil)
	p.click("[data-open=adding]")
	p.click("#adding .file")
	var opened struct{ BackendNodeID int }
	p.event("Page.fileChooserOpened", &opened)
	p.call("DOM.setFileInputFiles", object{"files": []string{path}, "backendNodeId": opened.BackendNodeID}, nil)
}

// corpusFile returns the path of a file in the corpus of seed files.
func corpusFile(t *testing.T, name string) (path string) {
	t.Helper()
	path, err := filepath.Abs("../profiles/seedfile/testdata/corpus/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// notes waits for a message in which a text occurs.
func (p *tab) notes(text string) {
	p.browser.t.Helper()
	p.until(fmt.Sprintf(`document.getElementById("notes").textContent.includes(%q)`, text))
}

// A picture of a QR code, a profile and a seed file add their tokens, whether they are dropped on the
// page or chosen in the dialog.
func TestPageAddsTokensInFiles(t *testing.T) {
	folder := t.TempDir()
	picture, profile := filepath.Join(folder, "code.png"), newProfile(t, "token.yaml", "from a profile", 2)
	const uri = "otpauth://hotp/Example:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&counter=1&issuer=Example"
	if output, err := exec.CommandContext(t.Context(), "qrencode", "-o", picture, uri).CombinedOutput(); err != nil {
		t.Fatalf("qrencode: %v\n%s", err, output)
	}
	seeds := corpusFile(t, "pskc/plain.xml") // with three tokens
	for name, give := range map[string]func(*tab, string){"dropped": (*tab).dropFile, "chosen": (*tab).chooseFile} {
		t.Run(name, func(t *testing.T) {
			server := startServer(t, "--clock", "virtual")
			p := startBrowser(t).open(server.url, desktop)
			for _, file := range []struct {
				path         string
				count        int
				serial, code string
			}{
				{picture, 1, "Example:alice", "287082"},
				{profile, 1, "from a profile", "359152"},
				{seeds, 3, "KIT00000001", "254676"},
			} {
				give(p, file.path)
				token := fmt.Sprintf(`[data-serial="%s"]`, file.serial)
				p.until(fmt.Sprintf(`document.activeElement === document.querySelector('%s .press')`, token))
				p.notes(fmt.Sprintf("Tokens added: %d", file.count))
				p.click(token + " .press")
				p.until(fmt.Sprintf(`document.querySelector('%s').dataset.lcd === "%s"`, token, file.code))
			}
			p.expectNoFaults()
		})
	}
}

// The page says what is wrong with a file, and adds nothing.
func TestPageRefusesFiles(t *testing.T) {
	server := startServer(t, "--clock", "virtual")
	p := startBrowser(t).open(server.url, desktop)
	folder := t.TempDir()
	for _, file := range []struct{ name, contents, wrong string }{
		{"bread.txt", "Buy bread.\n", "bread.txt: not recognised as a seed file: looks like text without serials and secrets"},
		{"page.png", string(p.picture()), "page.png: no QR code was found in the picture"},
		{"token.yaml", "serial: \"1\"\ndigits: 9\n", "token.yaml.digits (line 2)"},
		{"demo.yaml", profileText("000000000000", 0), "there is already a token with the serial 000000000000"},
	} {
		path := filepath.Join(folder, file.name)
		write(t, path, file.contents)
		p.dropFile(path)
		p.notes(file.wrong)
	}
	p.until(`document.querySelectorAll(".token").length === 1 && document.getElementById("count").textContent === "1"`)
	p.expectNoFaults("Failed to load resource") // the answers 409 and 422
}

// A made-up secret is shown only once. So its dialog stays until it is closed, whatever is dropped.
func TestPageShowsEverySecret(t *testing.T) {
	server := startServer(t, "--clock", "virtual")
	p := startBrowser(t).open(server.url, desktop)
	p.click("[data-open=adding]")
	serials := []string{"first", "second"}
	for _, serial := range serials {
		path := filepath.Join(t.TempDir(), "profile.yaml")
		write(t, path, "serial: "+serial+"\n")
		p.dropFile(path)
		p.until(fmt.Sprintf(`document.querySelector('[data-serial="%s"]') !== null`, serial))
	}
	for _, serial := range serials {
		p.until(fmt.Sprintf(`document.getElementById("made").open && document.querySelector("#made dd").textContent === %q`, serial))
		p.click("#made .main")
	}
	p.until(`!document.querySelector("dialog[open]")`)
	p.expectNoFaults()
}
