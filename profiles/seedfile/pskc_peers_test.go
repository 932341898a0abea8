package seedfile_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"etokenpass/internal/peer"
	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// peerTokens returns one token of each kind that PSKC can represent.
func peerTokens(t *testing.T) []seedfile.Token {
	t.Helper()
	event, long, clock := exampleToken(t), exampleToken(t), exampleToken(t)
	event.Manufacturer, event.Model = "Aladdin «Żółw» & Söhne", "eTPass <6>"
	long.Serial, long.Algorithm, long.Digits, long.MovingFactor = "A2 & B", profiles.SHA512, 8, 1<<53+1
	clock.Serial, clock.Type, clock.Algorithm, clock.MovingFactor = "A3", profiles.Time, profiles.SHA256, 0
	clock.Step, clock.Epoch, clock.Drift = time.Minute, time.Unix(0, 0).UTC(), -4
	return []seedfile.Token{event, long, clock}
}

// writtenPSKC writes a file with these tokens and returns its path.
func writtenPSKC(t *testing.T, p seedfile.Protection) (path string) {
	t.Helper()
	file, err := writePSKC(p, peerTokens(t)...)
	path = filepath.Join(t.TempDir(), "batch.pskcxml")
	if err == nil {
		err = os.WriteFile(path, []byte(file), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// pskctool checks the schema. It cannot decrypt, and warns about that on standard error.
func TestPskctoolValidatesOurFiles(t *testing.T) {
	seedfile.FewIterations(t)
	pskctool := peer.Need(t, "pskctool")
	for name, way := range pskcProtections {
		output, err := exec.Command(pskctool, "--validate", writtenPSKC(t, way.protection)).Output()
		if err != nil || strings.TrimSpace(string(output)) != "OK" {
			t.Errorf("%s: %v\n%s", name, err, output)
		}
	}
}

func TestPskctoolReadsOurFiles(t *testing.T) {
	pskctool := peer.Need(t, "pskctool")
	output, err := exec.Command(pskctool, "--strict", "--info", writtenPSKC(t, seedfile.Protection{})).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	for _, line := range []string{
		"SerialNo: A1", "Manufacturer: Aladdin «Żółw» & Söhne", "Model: eTPass <6>", "Key Counter: 7", "Response Format Length: 6", "Response Format Encoding: DECIMAL",
		"SerialNo: A2 & B", "Algorithm Parameters Suite: HMAC-SHA512", "Key Counter: 9007199254740993", "Response Format Length: 8", "Algorithm: urn:ietf:params:xml:ns:keyprov:pskc:hotp",
		"SerialNo: A3", "Algorithm Parameters Suite: HMAC-SHA256", "Algorithm: urn:ietf:params:xml:ns:keyprov:pskc:totp", "TimeInterval: 60",
		"Key Secret (base64): MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=", "Key Usage: OTP",
	} {
		if !strings.Contains(string(output), line) {
			t.Errorf("does not show %q", line)
		}
	}
	if t.Failed() {
		t.Logf("%s", output)
	}
}

// A signed file is read with a warning that the signature was not checked. When pskctool signs
// a file, it changes a drift of -4 to 4294967292.
func TestReadSignedByPskctool(t *testing.T) {
	pskctool := peer.Need(t, "pskctool")
	key, certificate := signer(t)
	signed, err := exec.Command(pskctool, "--sign", "--sign-key", key, "--sign-crt", certificate, writtenPSKC(t, seedfile.Protection{})).Output()
	if err != nil || !strings.Contains(string(signed), "SignatureValue") {
		t.Fatalf("%v\n%s", err, signed)
	}
	read := readAll(t, string(signed), seedfile.Options{Overrides: seedfile.Overrides{Drift: true}})
	if diff := cmp.Diff(peerTokens(t), read.tokens, sameToken); diff != "" {
		t.Error(diff)
	}
	if len(read.problems) != 1 || read.problems[0].Kind != seedfile.Notice || !strings.HasSuffix(read.problems[0].Error(), "the file is signed: the signature was not checked") {
		t.Errorf("no warning about the signature: %v", read.problems)
	}
}

// signer creates an RSA key and a certificate and returns the paths of their files.
func signer(t *testing.T) (keyFile, certificateFile string) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<32, 0)}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, kind string, der []byte) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	return write("key.pem", "RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key)), write("crt.pem", "CERTIFICATE", certificate)
}

// pythonReads prints the keys that python-pskc reads from a file.
const pythonReads = `
import json, sys, pskc
path, password, key = sys.argv[1:]
f = pskc.PSKC(path)
if password: f.encryption.derive_key(password)
if key: f.encryption.key = bytes.fromhex(key)
print(json.dumps([[k.serial, k.algorithm.split(":")[-1], bytes(k.secret).hex(), k.algorithm_suite or "", str(k.response_length),
    str(k.counter), str(k.time_interval), str(k.time_drift), k.manufacturer or "", k.model or ""] for k in f.keys]))
`

func TestPythonReadsOurFiles(t *testing.T) {
	seedfile.FewIterations(t)
	python := peer.NeedPython(t, "pskc")
	secret := hex.EncodeToString([]byte("12345678901234567890"))
	want := [][]string{
		{"A1", "hotp", secret, "", "6", "7", "None", "None", "Aladdin «Żółw» & Söhne", "eTPass <6>"},
		{"A2 & B", "hotp", secret, "HMAC-SHA512", "8", "9007199254740993", "None", "None", "", ""},
		{"A3", "totp", secret, "HMAC-SHA256", "6", "None", "60", "-4", "", ""},
	}
	for name, way := range pskcProtections {
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

// pythonWrites prints a file with two keys as python-pskc writes it.
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

func TestReadPythonFiles(t *testing.T) {
	python := peer.NeedPython(t, "pskc")
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
