package web_test

import (
	"errors"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"etokenpass/internal/errs"
	"etokenpass/web"
)

func TestParseAddress(t *testing.T) {
	for _, test := range []struct {
		text  string
		local bool
		want  string // the error; "" if there is none
	}{
		{"127.0.0.1:8617", true, ""},
		{"127.1.2.3:0", true, ""},
		{"[::1]:0", true, ""},
		{"[::ffff:127.0.0.1]:1", true, ""},
		{"localhost:65535", true, ""},
		{"LocalHost:1", true, ""},
		{"unix:/run/a.sock", true, ""},
		{"unix:a:b", true, ""},
		{"0.0.0.0:8617", false, ""},
		{"[::]:8617", false, ""},
		{"192.0.2.1:80", false, ""},
		{"tokens.example:80", false, ""},
		{"localhost.example:80", false, ""}, // not localhost

		{"", false, `"" is not an address: must be HOST:PORT, like 127.0.0.1:8617 or [::1]:0, or unix:PATH`},
		{":8617", false, `":8617" is not an address: must be`},
		{"8617", false, `"8617" is not an address: must be`},
		{"127.0.0.1", false, `"127.0.0.1" is not an address: must be`},
		{"::1:8617", false, `"::1:8617" is not an address: must be`},
		{"[fe80::1%eth0]:80", false, `"[fe80::1%eth0]:80" is not an address: must be`},
		{"http://127.0.0.1:80", false, `"http://127.0.0.1:80" is not an address: must be`},
		{"a/b:80", false, `"a/b:80" is not an address: must be`},
		{"localhost:http", false, `"localhost:http" is not an address: the port must be a number from 0 to 65535`},
		{"localhost:65536", false, `"localhost:65536" is not an address: the port must be a number from 0 to 65535`},
		{"localhost:-1", false, `"localhost:-1" is not an address: the port must be a number from 0 to 65535`},
		{"localhost:", false, `"localhost:" is not an address: the port must be a number from 0 to 65535`},
		{"unix:", false, `"unix:" is not an address: after unix: there must be the path of a file`},
		{"unix:@abstract", false, `"unix:@abstract" is not an address: after unix: there must be the path of a file`},
		{"unix:a\x00b", false, `"unix:a\x00b" is not an address: after unix: there must be the path of a file`},
	} {
		got, err := web.ParseAddress(test.text)
		switch {
		case test.want != "":
			if err == nil || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("%q: got the error %v, want %s", test.text, err, test.want)
			}
		case err != nil:
			t.Errorf("%q: %v", test.text, err)
		case got.String() != test.text || got.IsLocal() != test.local:
			t.Errorf("%q: got %s, local %t", test.text, got, got.IsLocal())
		}
	}
}

// Other machines may use a server only with authentication or if that is asked for.
func TestExposed(t *testing.T) {
	_, err := web.Listen(web.Config{Listen: address(t, "0.0.0.0:0")})
	if !errors.Is(err, web.ErrExposed) {
		t.Fatalf("got %v", err)
	}
	wantError(t, err, "cannot listen on 0.0.0.0:0: other machines could connect without authentication",
		"use --auth-file FILE, listen on 127.0.0.1, or accept it with --insecure-no-auth")
	for _, config := range []web.Config{
		{Listen: address(t, "0.0.0.0:0"), Open: true},
		{Listen: address(t, "0.0.0.0:0"), Auth: auth(t)},
	} {
		server, err := web.Listen(config)
		if err != nil {
			t.Fatal(err)
		}
		if url := server.URL(); !strings.HasPrefix(url, "http://127.0.0.1:") { // what a client can connect to
			t.Errorf("the URL is %s", url)
		}
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	}
}

// wantError compares an error and its hint.
func wantError(t *testing.T, err error, want, hint string) {
	t.Helper()
	if err == nil || err.Error() != want || errs.Hint(err) != hint {
		t.Errorf("got\n%v\n%s\nwant\n%s\n%s", err, errs.Hint(err), want, hint)
	}
}

func TestListenErrors(t *testing.T) {
	first := serve(t, web.Config{}, answering(""))
	_, err := web.Listen(web.Config{Listen: address(t, "127.0.0.1:"+first.port())})
	wantError(t, err, "cannot listen on 127.0.0.1:"+first.port()+": another program listens on port "+first.port(),
		"end that program, or take a free port with --listen 127.0.0.1:0")

	_, err = web.Listen(web.Config{Listen: address(t, "192.0.2.1:0"), Open: true}) // reserved for documents
	wantError(t, err, "cannot listen on 192.0.2.1:0: this machine does not have that address",
		"use 127.0.0.1, or 0.0.0.0 for all addresses of this machine")

	for _, test := range []struct {
		config web.Config
		want   string
	}{
		{web.Config{Origins: []string{"app.example"}}, `"app.example" is not an origin: must be like https://app.example or http://localhost:3000`},
		{web.Config{Origins: []string{"https://app.example/"}}, `"https://app.example/" is not an origin`},
		{web.Config{Origins: []string{"https://App.example"}}, `"https://App.example" is not an origin`},
		{web.Config{Origins: []string{"*"}}, `"*" is not an origin`},
		{web.Config{Origins: []string{"null"}}, `"null" is not an origin`},
		{web.Config{Origins: []string{"https://a@b"}}, `"https://a@b" is not an origin`},
		{web.Config{Hosts: []string{"a b"}}, `"a b" is not the name of a host: must be like tokens.example or tokens.example:8617`},
		{web.Config{Hosts: []string{""}}, `"" is not the name of a host`},
		{web.Config{Hosts: []string{"http://a"}}, `"http://a" is not the name of a host`},
	} {
		test.config.Listen = address(t, "127.0.0.1:0")
		if _, err := web.Listen(test.config); err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("got %v, want %s", err, test.want)
		}
	}
}

// socketPath returns a path for a Unix socket. Those of t.TempDir may be too long.
func socketPath(t *testing.T) string {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has neither modes nor special files")
	}
	folder, err := os.MkdirTemp("", "web")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	return filepath.Join(folder, "a.sock")
}

func TestUnixSocket(t *testing.T) {
	path := socketPath(t)
	server := serve(t, web.Config{Listen: address(t, "unix:"+path)}, answering("hello"))
	if server.URL() != "unix:"+path {
		t.Errorf("the URL is %s", server.URL())
	}
	info, err := os.Lstat(path)
	if err != nil || info.Mode() != fs.ModeSocket|0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	client, base, err := web.Client(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer client.CloseIdleConnections()
	response, err := client.Get(base + "/")
	if err != nil {
		t.Fatal(err)
	}
	if got := body(t, response); got != "hello" {
		t.Errorf("got %q", got)
	}
	request, _ := http.NewRequest(http.MethodGet, base+"/", nil)
	request.Host = "anything" // no browser connects to a socket
	if response, err := client.Do(request); err != nil || response.StatusCode != http.StatusOK {
		t.Errorf("with another Host: %v, %v", response, err)
	}

	_, err = web.Listen(web.Config{Listen: address(t, "unix:"+path)})
	wantError(t, err, "cannot listen on unix:"+path+": another server listens there", "use another path")
	if err := server.stop(); err != nil {
		t.Error(err)
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the socket remains: %v", err)
	}
}

// On Linux, there is no moment at which other users may connect.
func TestSocketIsPrivateFromTheStart(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("other systems do not take over the mode of a socket")
	}
	path := socketPath(t)
	listener, err := web.ListenPrivate(path)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close() //nolint:errcheck // ends the test
	if info, err := os.Lstat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

// leaveSocket leaves a socket as a killed server does.
func leaveSocket(t *testing.T, path string) {
	t.Helper()
	killed, err := net.ListenUnix("unix", &net.UnixAddr{Name: path})
	if err != nil {
		t.Fatal(err)
	}
	killed.SetUnlinkOnClose(false)
	if err := killed.Close(); err != nil {
		t.Fatal(err)
	}
}

// Of several servers that find the same dead socket, one replaces it. They leave no other file.
func TestServersReplaceADeadSocket(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows cannot lock a folder")
	}
	path := socketPath(t)
	for range 30 {
		leaveSocket(t, path)
		var all [8]*web.Server
		var starting sync.WaitGroup
		for i := range all {
			starting.Go(func() { all[i], _ = web.Listen(web.Config{Listen: address(t, "unix:"+path)}) })
		}
		starting.Wait()
		var listening []*web.Server
		for _, server := range all {
			if server != nil {
				listening = append(listening, server)
			}
		}
		if len(listening) != 1 {
			t.Fatalf("%d servers listen", len(listening))
		}
		if connection, err := net.Dial("unix", path); err != nil {
			t.Error(err)
		} else {
			_ = connection.Close()
		}
		if err := listening[0].Close(); err != nil {
			t.Error(err)
		}
	}
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) > 0 {
		t.Errorf("%v, %v", left, err)
	}
}

// A server whose socket was removed leaves the socket of the next server alone.
func TestSocketOfTheNextServer(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows cannot tell sockets from one another")
	}
	path := socketPath(t)
	first := serve(t, web.Config{Listen: address(t, "unix:"+path)}, answering("first"))
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	next := serve(t, web.Config{Listen: address(t, "unix:"+path)}, answering("next"))
	if err := first.stop(); err != nil {
		t.Error(err)
	}
	if connection, err := net.Dial("unix", path); err != nil {
		t.Error(err)
	} else {
		_ = connection.Close()
	}
	if err := next.stop(); err != nil {
		t.Error(err)
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the socket remains: %v", err)
	}
}

// A socket that a killed server left behind is replaced; another file never is.
func TestStaleSocket(t *testing.T) {
	path := socketPath(t)
	leaveSocket(t, path)
	server, err := web.Listen(web.Config{Listen: address(t, "unix:"+path)})
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Close(); err != nil {
		t.Error(err)
	}

	if err := os.WriteFile(path, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(filepath.Dir(path), "link")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	for _, taken := range []string{path, link, filepath.Dir(path)} {
		_, err = web.Listen(web.Config{Listen: address(t, "unix:"+taken)})
		wantError(t, err, "cannot listen on unix:"+taken+": the file exists and is not a socket", "use another path")
	}
	if data, err := os.ReadFile(path); err != nil || string(data) != "precious" {
		t.Errorf("the file now has %q, %v", data, err)
	}

	missing := filepath.Join(filepath.Dir(path), "missing", "a.sock")
	_, err = web.Listen(web.Config{Listen: address(t, "unix:"+missing)})
	wantError(t, err, "cannot listen on unix:"+missing+": there is no folder "+filepath.Dir(missing), "create the folder first")
	long := filepath.Join(filepath.Dir(path), strings.Repeat("a", 120))
	if _, err = web.Listen(web.Config{Listen: address(t, "unix:"+long)}); err == nil || !strings.Contains(err.Error(), "is too long for a socket: must be at most 103") {
		t.Errorf("a long path: %v", err)
	}
}
