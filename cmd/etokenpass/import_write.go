package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"etokenpass/cmd/cli"
	"etokenpass/device"
	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// take makes profiles of the tokens, or with --dry-run only says so, and sums up.
func (a *app) take(o importOptions, in *incoming) error {
	print, verb := o.printPaths, "imported"
	if o.dryRun {
		print, verb = o.printTable, "would be imported"
	} else if err := a.saveAll(o, in); err != nil {
		return err
	}
	if o.format.Value == jsonFormat {
		print = o.printJSON
	}
	out := bufio.NewWriterSize(a.Out, 64<<10)
	if !o.dryRun {
		a.warnOfCounters(o, in)
	}
	err := print(in, out)
	if err == nil {
		err = cli.Written(out.Flush())
	}
	kinds := map[profiles.Type]int{}
	for token := range in.tokens() {
		kinds[token.Type]++
	}
	event, timed := kinds[profiles.Event], kinds[profiles.Time]
	summary := fmt.Sprintf("%s %s (%d event, %d time) into %s", count(event+timed, "token", "tokens"), verb, event, timed, o.destination())
	if in.existing > 0 && o.dryRun {
		summary += fmt.Sprintf("; %s there already", isOrAre(in.existing))
	}
	if in.skipped > 0 {
		summary += fmt.Sprintf("; left out: %s of another kind", count(in.skipped, "key", "keys"))
	}
	a.Tell("%s\n", cli.Shown(summary))
	return err
}

// opening is the flag that opens an imported token, whatever its serial looks like.
func (o *importOptions) opening(t seedfile.Token) string {
	if o.folder.Text == "" {
		return "--serial " + profiles.ShellWord(t.Serial)
	}
	return "--profile " + profiles.ShellWord(profiles.Library{Folder: o.folder.Text}.PathOf(t.Serial))
}

func isOrAre(n int) string {
	if n == 1 {
		return "1 is"
	}
	return fmt.Sprintf("%d are", n)
}

// warnOfCounters tells of tokens that have a saved counter, which wins over that of
// the file: a token never makes a code twice.
func (a *app) warnOfCounters(o importOptions, in *incoming) {
	store, err := device.DefaultStore()
	if err != nil {
		return // nothing is saved
	}
	teller := a.NewTeller()
	defer teller.Done()
	for token := range in.tokens() {
		profile := token.Profile()
		counter, saved, err := store.Memory(profile).Counter()
		switch {
		case err != nil:
			teller.Warning(fmt.Errorf("token %s: %w", token.Serial, err))
		case saved && counter != profile.Counter:
			teller.Warning(cli.Hinted(
				fmt.Errorf("token %s: has a saved counter, %d, which wins over that of the file, %d", token.Serial, counter, profile.Counter),
				"etokenpass reset "+o.opening(token)+" takes that of the file"))
		}
	}
}

// saveAll writes the profiles. If one cannot be written, the ones before it are taken
// away again, unless they may have replaced others.
func (a *app) saveAll(o importOptions, in *incoming) error {
	library := profiles.Library{Folder: o.destination()}
	release, err := library.Hold()
	if err != nil {
		return err
	}
	defer release()
	ended, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	progress := a.newProgress(true)
	defer progress.end()
	var written []string
	for token := range in.tokens() {
		path := library.PathOf(token.Serial)
		if ended.Err() != nil {
			return o.undo(written, errors.New("it was interrupted"))
		}
		if err := saveOne(token, path, o.force); err != nil {
			return o.undo(written, fmt.Errorf("token %s: %w", token.Serial, err))
		}
		written = append(written, path)
		progress.show(float64(len(written)) / float64(in.batch.Len()))
	}
	return nil
}

func saveOne(token seedfile.Token, path string, force bool) error {
	if force {
		return token.Profile().Replace(path)
	}
	return token.Profile().Save(path)
}

func (o *importOptions) undo(written []string, err error) error {
	if o.force {
		return fmt.Errorf("%w; profiles that were written before: %d", err, len(written))
	}
	errs := []error{fmt.Errorf("nothing is imported: %w", err)}
	for _, path := range written {
		errs = append(errs, os.Remove(path))
	}
	return errors.Join(errs...)
}
