package seedfile_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"etokenpass/profiles/seedfile"
)

// Whatever a file holds, every error names the file, reading ends, and the tokens that
// come out come back from a file of ours.
func FuzzSafeNet(f *testing.F) {
	f.Add(safeNetFile)
	f.Add(safeNetToken(`serial="A"><Seed>0f</Seed><MovingFactor>7</MovingFactor>`))
	f.Add("<a:Tokens xmlns:a='b'><a:Token a:serial='&#65;'><Seed><![CDATA[0f]]></Seed></a:Token><!-- --></a:Tokens>")
	f.Fuzz(func(t *testing.T, file string) {
		readWhole(t, file, seedfile.Options{Format: seedfile.SafeNet}).againTheSame(t)
	})
}

func FuzzSafeWord(f *testing.F) {
	f.Add(safeWordHead + safeWordRecord("A", "sccKey=0F;sccMode=E;sccPwLen=6;sccSeq=0001;"))
	f.Add(safeWordRecord("B", "sccKey=0F;sccMode=T;sccTick=60;crypto=HmacSHA256;prtoductname=x"))
	f.Add("version: 1\n\ndn:: QQ==\nobjectclass: sccDesAuthenticator\n sccKey=(AES:0f)\n# \n \n")
	f.Fuzz(func(t *testing.T, file string) {
		readWhole(t, file, seedfile.Options{Format: seedfile.SafeWord}).againTheSame(t)
	})
}

// againTheSame sees that tokens which the format can say come back from a file.
func (w whole) againTheSame(t rapid.TB) {
	t.Helper()
	said := slices.DeleteFunc(slices.Clone(w.tokens), func(token seedfile.Token) bool { return w.format.Check(token) != nil })
	if len(said) == 0 {
		return
	}
	again := readWhole(t, written(t, w.format, said...), seedfile.Options{})
	if want := (whole{tokens: said}).lines(); !slices.Equal(again.lines(), want) {
		t.Errorf("after writing and reading: %q, %q; must be %q", again.lines(), again.texts(), want)
	}
}
