package desk_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"etokenpass/internal/peer"
	"etokenpass/web/desk"
)

// radiusConfig makes FreeRADIUS ask the validator. %[1]s is a folder, %[2]d the port, %[3]s the
// validator's address, %[4]s the bearer token, %[5]s what happens before, and %[6]s the body.
const radiusConfig = `
name = radiusd
raddbdir = %[1]s
logdir = %[1]s
run_dir = %[1]s
libdir = /usr/lib/freeradius
security {
	allow_core_dumps = no
	reject_delay = 0
	status_server = no
}
modules {
	rest {
		authenticate {
			uri = "%[3]s/api/v1/check?status=plain"
			method = 'post'
			body = 'json'
			data = "%[6]s"
		}
		pool {
			start = 1
			min = 1
			max = 4
			spare = 1
		}
	}
}
client localhost {
	ipaddr = 127.0.0.1
	secret = testing123
	require_message_authenticator = yes
}
server default {
	listen {
		type = auth
		ipaddr = 127.0.0.1
		port = %[2]d
	}
	authorize {
		update control {
			Auth-Type := rest
		}
	}
	authenticate {
		Auth-Type rest {
			%[5]s
			update control {
				REST-HTTP-Header += "Authorization: Bearer %[4]s"
			}
			rest
		}
	}
}
`

// radius starts FreeRADIUS, and returns its address.
func radius(t *testing.T, url, before, body string) string {
	t.Helper()
	program := peer.Need(t, "freeradius")
	if _, err := os.Stat("/usr/lib/freeradius/rlm_rest.so"); err != nil {
		peer.SkipUnlessCI(t, "FreeRADIUS has no module for REST (package freeradius-rest)")
	}
	port, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := port.LocalAddr().(*net.UDPAddr)
	_ = port.Close() // FreeRADIUS takes it
	folder := t.TempDir()
	config := fmt.Sprintf(radiusConfig, folder, address.Port, url, tokenOf(desk.Application), before, strings.ReplaceAll(body, `"`, `\"`))
	for name, text := range map[string]string{"radiusd.conf": config, "dictionary": ""} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const patience = time.Minute // far longer than it takes
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	server := exec.CommandContext(ctx, program, "-f", "-X", "-d", folder)
	server.Cancel = func() error { return server.Process.Signal(syscall.SIGTERM) }
	output, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	ready, ended := make(chan bool, 1), make(chan string, 1)
	go func() {
		var all strings.Builder
		for lines := bufio.NewScanner(output); lines.Scan(); {
			all.WriteString(lines.Text() + "\n")
			if lines.Text() == "Ready to process requests" {
				ready <- true
			}
		}
		ended <- all.String()
	}()
	t.Cleanup(func() {
		cancel()
		_ = server.Wait() // it was ended
		if said := <-ended; t.Failed() {
			t.Log(said)
		}
	})
	select {
	case <-ready:
	case said := <-ended:
		ended <- ""
		t.Fatalf("FreeRADIUS does not start:\n%s", said)
	}
	return address.String()
}

// radclient logs in, and returns whether it is accepted.
func radclient(t *testing.T, address, user, password string) bool {
	t.Helper()
	quote := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace
	client := exec.CommandContext(t.Context(), peer.Need(t, "radclient"), "-r", "1", "-t", "20", address, "auth", "testing123")
	client.Stdin = strings.NewReader(fmt.Sprintf("User-Name = \"%s\"\nUser-Password = \"%s\"\nMessage-Authenticator = 0x00\n", quote(user), quote(password)))
	output, err := client.CombinedOutput()
	accepted, rejected := strings.Contains(string(output), "Received Access-Accept"), strings.Contains(string(output), "Received Access-Reject")
	if accepted == rejected {
		t.Fatalf("%v: %s", err, output)
	}
	return accepted
}

const (
	quotedBody   = `{"user":"%%{jsonquote:%%{User-Name}}","code":"%%{jsonquote:%%{User-Password}}"}`
	unquotedBody = `{"user":"%%{User-Name}","code":"%%{User-Password}"}`
	splitBody    = `{"user":"%%{jsonquote:%%{User-Name}}","pin":"%%{jsonquote:%%{control:Tmp-String-0}}","code":"%%{control:Tmp-String-1}"}`
	split        = "if (&User-Password =~ /^(.*)([0-9]{6})$/) {\nupdate control {\nTmp-String-0 := \"%{1}\"\nTmp-String-1 := \"%{2}\"\n}\n}"
)

// FreeRADIUS asks with its REST module: status 204 is an accept, 401 a reject. PIN and code are in one
// password, which the policy takes apart, or the configuration of FreeRADIUS.
func TestFreeRADIUS(t *testing.T) {
	for _, row := range []struct{ pin, before, body string }{
		{"prefix", "", quotedBody},
		{"separate", split, splitBody},
		{"prefix", "", unquotedBody},
	} {
		s := serveWith(t, func(o *desk.Options) { o.Open = false }, "pin: "+row.pin, "max_failures: off")
		address := radius(t, guarded(t, s, desk.Options{}, nil), row.before, strings.ReplaceAll(row.body, "%%", "%"))
		for _, login := range []struct {
			user, password string
			accepted       bool
		}{
			{"anna", pin + hotp(0), true},
			{"anna", pin + hotp(0), false}, // used up
			{"anna", "1357" + hotp(1), false},
			{"anna", hotp(1), false},
			{"eve", pin + hotp(1), false},
			{`eve","user":"anna`, pin + hotp(1), false},
			{"eve", pin + hotp(1) + `","user":"anna`, false},
			{"anna", pin + hotp(1), true},
		} {
			if got := radclient(t, address, login.user, login.password); got != login.accepted {
				t.Errorf("%s: %s with %s: got %t", row.body, login.user, login.password, got)
			}
		}
		if entry := s.lastEntry(); entry.Requester != "application-1" || entry.User != "anna" {
			t.Errorf("the journal has %+v", entry)
		}
	}
}
