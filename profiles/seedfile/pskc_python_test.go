package seedfile_test

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"etokenpass/profiles/seedfile"
)

// pythonReads prints what python-pskc makes of a file.
const pythonReads = `
import json, sys, pskc
path, password, key = sys.argv[1:]
f = pskc.PSKC(path)
if password: f.encryption.derive_key(password)
if key: f.encryption.key = bytes.fromhex(key)
print(json.dumps([[k.serial, k.algorithm.split(":")[-1], bytes(k.secret).hex(), k.algorithm_suite or "", str(k.response_length),
    str(k.counter), str(k.time_interval), str(k.time_drift), k.manufacturer or "", k.model or ""] for k in f.keys]))
`

func TestPythonReadsWhatWeWrite(t *testing.T) {
	seedfile.FewIterations(t)
	python := needPythonPSKC(t)
	secret := hex.EncodeToString([]byte("12345678901234567890"))
	want := [][]string{
		{"A1", "hotp", secret, "", "6", "7", "None", "None", "Aladdin «Żółw» & Söhne", "eTPass <6>"},
		{"A2 & B", "hotp", secret, "HMAC-SHA512", "8", "9007199254740993", "None", "None", "", ""},
		{"A3", "totp", secret, "HMAC-SHA256", "6", "None", "60", "-4", "", ""},
	}
	for name, way := range pskcWays {
		var got [][]string
		p := way.protection
		output := run(t, python, "-c", pythonReads, writtenPSKC(t, p), string(p.Password), hex.EncodeToString(p.PreSharedKey))
		if err := json.Unmarshal(output, &got); err != nil {
			t.Fatalf("%s: %v in %s", name, err, output)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

// pythonWrites prints what python-pskc makes of two keys.
const pythonWrites = `
import sys, pskc
f = pskc.PSKC()
f.add_key(serial="A1", id="1", algorithm="urn:ietf:params:xml:ns:keyprov:pskc:hotp", secret=b"12345678901234567890",
    counter=4294967297, response_length=8, response_encoding="DECIMAL")
f.add_key(serial="A2", id="2", algorithm="urn:ietf:params:xml:ns:keyprov:pskc:totp", secret=b"12345678901234567890",
    time_interval=60, time_drift=300, algorithm_suite="HMAC-SHA256", response_length=6, response_encoding="DECIMAL")
exec(sys.argv[1])
f.write(sys.stdout)
`

func TestWeReadWhatPythonWrites(t *testing.T) {
	python := needPythonPSKC(t)
	const want = "A1 event 12345678901234567890 SHA1 8 4294967297\nA2 time 12345678901234567890 SHA256 6 1m0s +300"
	for _, setup := range []string{
		"",
		"f.encryption.setup_pbkdf2('pass', iterations=10)",
		"f.encryption.setup_pbkdf2('pass', iterations=10, prf='hmac-sha224', algorithm='aes192-cbc')",
		"f.encryption.setup_pbkdf2('pass', iterations=10, prf='hmac-sha256', algorithm='aes256-cbc')",
		"f.encryption.setup_pbkdf2('pass', iterations=10, prf='hmac-sha512', key_length=16)",
		"f.encryption.setup_preshared_key(key=b'0123456789abcdef')",
		"f.mac.setup(algorithm='hmac-sha256'); f.encryption.setup_preshared_key(key=b'0123456789abcdef')",
		"f.mac.setup(algorithm='hmac-sha384'); f.encryption.setup_preshared_key(key=b'0123456789abcdef')",
		"f.mac.setup(algorithm='hmac-sha512'); f.encryption.setup_preshared_key(key=b'0123456789abcdef')",
		"f.encryption.setup_preshared_key(key=b'0123456789abcdef', fields=['secret', 'counter', 'time_interval', 'time_drift'])",
	} {
		file := run(t, python, "-c", pythonWrites, setup)
		o := seedfile.Options{Overrides: seedfile.Overrides{Drift: true}}
		o.Keys = seedfile.Keys{Password: given("pass"), PreSharedKey: given("0123456789abcdef")}
		if diff := cmp.Diff(want, summaryOf(t, string(file), o)); diff != "" {
			t.Errorf("%s:\n%s\n%s", setup, diff, file)
		}
	}
}

func run(t *testing.T, name string, args ...string) []byte {
	t.Helper()
	command := exec.Command(name, args...)
	var stderr strings.Builder
	command.Stderr = &stderr
	command.Env = append(os.Environ(), "PYTHONIOENCODING=utf-8")
	output, err := command.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, stderr.String())
	}
	return output
}

// needPythonPSKC finds a Python that has python-pskc. The first in the path need not
// be the system's.
func needPythonPSKC(t *testing.T) string {
	t.Helper()
	for _, python := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(python, "-c", "import pskc").Run() == nil {
			return python
		}
	}
	missingPeer(t, "python-pskc")
	return ""
}
