package main

import (
	"io"
	"net/http"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"etokenpass/web"
)

// request implements the script command "http METHOD ADDRESS PATH [BODY [HEADER...]]", which sends
// a request and writes the status and the body of its response to standard output. BODY is JSON, or
// "" for none; a HEADER is written like Host:example.org.
func request(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: http METHOD ADDRESS PATH [BODY [HEADER...]]")
	}
	address := args[1]
	if path, isSocket := strings.CutPrefix(address, "unix:"); isSocket {
		address = "unix:" + ts.MkAbs(path)
	}
	client, base, err := web.Client(address)
	ts.Check(err)
	defer client.CloseIdleConnections()
	body := strings.Join(args[3:min(4, len(args))], "")
	r, err := http.NewRequest(args[0], base+args[2], strings.NewReader(body))
	ts.Check(err)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, header := range args[min(4, len(args)):] {
		name, value, _ := strings.Cut(header, ":")
		r.Header.Set(name, value)
		if name == "Host" {
			r.Host = value
		}
	}
	response, err := client.Do(r)
	ts.Check(err)
	defer response.Body.Close() //nolint:errcheck // only read
	text, err := io.ReadAll(response.Body)
	ts.Check(err)
	_, err = io.WriteString(ts.Stdout(), response.Status+"\n"+string(text))
	ts.Check(err)
}
