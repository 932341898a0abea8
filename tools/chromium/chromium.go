// Package chromium controls a headless Chromium over the DevTools protocol, for tests and
// measurements of pages.
package chromium

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"time"
)

// Package is the Debian package that provides Chromium.
const Package = "chromium"

// patience is the time limit for an answer of the browser.
const patience = 30 * time.Second

// Browser is a running Chromium. Its messages go through pipes: each is JSON, ended by a zero byte.
type Browser struct {
	process       *exec.Cmd
	send, receive *os.File

	mu      sync.Mutex
	last    int                    // the number of the newest command
	answers map[int]chan message   // to commands; nil after the browser has ended
	tabs    map[string]func(Event) // by session
}

// Event is what a tab reports. The commands Page.enable, Network.enable and the like select the
// events.
type Event struct {
	Method string
	Params json.RawMessage
}

// message is a command, its answer or an event.
type message struct {
	ID      int             `json:"id,omitempty"`
	Session string          `json:"sessionId,omitempty"`
	Method  string          `json:"method,omitempty"`
	Params  json.RawMessage `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   *struct {
		Message string `json:"message"`
	} `json:"error,omitempty"`
}

// errEnded is the error of commands to a browser that has ended.
var errEnded = errors.New("the browser has ended")

// Start starts a browser that keeps its profile in a folder, which must be empty for a fresh one. All
// names that end in .example are this machine.
// The caller must close the browser. If Chromium is not installed, the error matches
// [exec.ErrNotFound].
func Start(profile string) (*Browser, error) {
	process := exec.Command("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
		"--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
		"--hide-scrollbars", "--lang=en", "--host-resolver-rules=MAP *.example 127.0.0.1", "--user-data-dir="+profile, "--remote-debugging-pipe", "about:blank")
	toBrowser, send, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	receive, fromBrowser, err := os.Pipe()
	if err != nil {
		_, _ = toBrowser.Close(), send.Close()
		return nil, err
	}
	process.ExtraFiles = []*os.File{toBrowser, fromBrowser} // descriptors 3 and 4
	err = process.Start()
	_, _ = toBrowser.Close(), fromBrowser.Close() // the browser has its own copies
	if err != nil {
		_, _ = send.Close(), receive.Close()
		return nil, err
	}
	b := &Browser{process: process, send: send, receive: receive, answers: map[int]chan message{}, tabs: map[string]func(Event){}}
	go b.read()
	return b, nil
}

// Close ends the browser.
func (b *Browser) Close() {
	if err := b.call("", "Browser.close", nil, nil); err != nil {
		_ = b.process.Process.Kill() // it does not listen
	}
	_ = b.process.Wait() // its status does not matter
	_, _ = b.send.Close(), b.receive.Close()
}

// read reads messages until the browser ends.
func (b *Browser) read() {
	for from := bufio.NewReader(b.receive); ; {
		text, err := from.ReadBytes(0)
		var m message
		if err == nil {
			err = json.Unmarshal(text[:len(text)-1], &m)
		}
		b.mu.Lock()
		if err != nil {
			for _, answer := range b.answers {
				close(answer)
			}
			b.answers = nil
			b.mu.Unlock()
			return
		}
		answer, note := b.answers[m.ID], b.tabs[m.Session]
		delete(b.answers, m.ID)
		b.mu.Unlock()
		switch {
		case answer != nil:
			answer <- m
		case note != nil && m.ID == 0:
			note(Event{m.Method, m.Params})
		}
	}
}

// call sends a command to a session, or to the browser itself if the session is "", and decodes
// its result unless result is nil.
func (b *Browser) call(session, method string, params, result any) error {
	m := message{Session: session, Method: method}
	if params != nil {
		encoded, err := json.Marshal(params)
		if err != nil {
			return err
		}
		m.Params = encoded
	}
	answer, err := b.write(m)
	if err != nil {
		return err
	}
	select {
	case m, ok := <-answer:
		switch {
		case !ok:
			return errEnded
		case m.Error != nil:
			return fmt.Errorf("%s: %s", method, m.Error.Message)
		case result == nil:
			return nil
		}
		return json.Unmarshal(m.Result, result)
	case <-time.After(patience):
		return fmt.Errorf("%s: no answer after %v", method, patience)
	}
}

// write numbers a command, writes it, and returns where its answer will arrive.
func (b *Browser) write(m message) (<-chan message, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.answers == nil {
		return nil, errEnded
	}
	b.last++
	m.ID = b.last
	text, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	answer := make(chan message, 1)
	b.answers[m.ID] = answer
	_, err = b.send.Write(append(text, 0))
	return answer, err
}
