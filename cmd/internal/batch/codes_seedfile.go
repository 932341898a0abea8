package batch

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"etokenpass/cmd/internal/cli"
	"etokenpass/device"
	"etokenpass/firmware/oath"
	"etokenpass/profiles/seedfile"
)

// seedfileCodes prints codes for every token of a seed file, as it is read: neither the
// tokens nor the codes are ever all in memory.
func seedfileCodes(a *cli.App, o codesOptions) error {
	if err := o.source.check(o.seedfile.Text); err != nil {
		return err
	}
	keys, err := o.source.keys(a)
	if err != nil {
		return err
	}
	at := a.Now()
	if o.at.Given {
		at = o.at.Value
	}
	out := bufio.NewWriterSize(a.Out, 64<<10)
	if o.format.Value == cli.CSV {
		_, _ = out.WriteString("serial,moving_factor,code\n") // Flush tells
	}
	progress := a.NewProgress(!a.OutIsTerminal)
	defer progress.End()
	teller, bad := a.NewTeller(), 0
	defer teller.Done()
	line := tokenLine{format: o.format.Value}
	problem := func(problem *seedfile.Error) {
		progress.End()
		if problem.Skipped || problem.Notice {
			teller.Warning(problem)
			return
		}
		bad++
		teller.Problem(problem)
	}
	err = readSeedFile(a, o.seedfile.Text, o.source.options(keys), progress, func(t seedfile.Token) error {
		warn(t, problem)
		codes, err := o.of(t, at)
		if err != nil {
			problem(&seedfile.Error{File: t.File, Line: t.Line, Serial: t.Serial, Problem: err.Error()})
			return nil
		}
		return line.print(out, t.Serial, codes)
	}, problem)
	if err == nil && bad == 0 {
		keys.tellUnused(teller.Warning)
	}
	if flushing := out.Flush(); err == nil {
		err = cli.Written(flushing)
	}
	if err == nil && bad > 0 {
		err = fmt.Errorf("tokens without codes: %d", bad)
	}
	return err
}

// tokenCodes are some codes of one token.
type tokenCodes struct {
	generator    *oath.Generator
	first, count uint64
}

// of gets a token's codes ready. The error is about this token alone.
func (o codesOptions) of(t seedfile.Token, at time.Time) (c tokenCodes, err error) {
	profile := t.Profile()
	config, err := device.Config(profile, at)
	if err != nil {
		return c, err
	}
	c.first, c.count = o.from.Value, o.count.Value
	if !o.from.Given {
		if c.first, err = config.NextMovingFactor(profile.Counter, at); err != nil {
			return c, err
		}
	}
	if c.count-1 > math.MaxUint64-c.first {
		return c, fmt.Errorf("from moving factor %d on, codes left below 2^64: %d", c.first, math.MaxUint64-c.first+1)
	}
	c.generator, err = config.Generator()
	return c, err
}

// tokenLine is the line of one code. Its bytes are used again and again.
type tokenLine struct {
	format string
	bytes  []byte
}

// print prints the codes of one token.
func (l *tokenLine) print(out *bufio.Writer, serial string, c tokenCodes) error {
	before, between, after := l.around(serial)
	for i := range c.count {
		l.bytes = append(l.bytes[:0], before...)
		if l.format != cli.Text {
			l.bytes = strconv.AppendUint(l.bytes, c.first+i, 10)
			l.bytes = append(l.bytes, between...)
		}
		l.bytes = c.generator.Append(l.bytes, c.first+i)
		l.bytes = append(l.bytes, after...)
		if _, err := out.Write(l.bytes); err != nil {
			return cli.Written(err)
		}
	}
	return nil
}

// around is what stands before the moving factor, between it and the code, and after.
func (l *tokenLine) around(serial string) (before, between, after string) {
	switch l.format {
	case cli.JSON:
		quoted, err := json.Marshal(serial)
		if err != nil {
			panic("internal error: " + err.Error()) // a text always can
		}
		return `{"serial":` + string(quoted) + `,"moving_factor":`, `,"code":"`, "\"}\n"
	case cli.CSV:
		if strings.ContainsAny(serial, "\",") || strings.TrimSpace(serial) != serial {
			serial = `"` + strings.ReplaceAll(serial, `"`, `""`) + `"`
		}
		return serial + ",", ",", "\n"
	}
	return serial + " ", "", "\n"
}
