package batch

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"os/signal"
	"syscall"

	"etokenpass/cmd/internal/cli"
	"etokenpass/device"
	"etokenpass/internal/errs"
	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// take makes profiles of the tokens, or with --dry-run only says so, and sums up.
func take(a *cli.App, o importOptions, in *incoming) error {
	print, verb := o.printPaths, "imported"
	if o.dryRun {
		print, verb = o.printTable, "would be imported"
		if behind := in.resume(o); behind != nil {
			teller := a.NewTeller()
			for _, each := range errs.Split(behind) {
				teller.Warning(each)
			}
			teller.Done()
		}
	} else if err := saveAll(a, o, in); err != nil {
		return err
	}
	if o.format.Value == cli.JSON {
		print = o.printJSON
	}
	out := bufio.NewWriterSize(a.Out, 64<<10)
	if !o.dryRun {
		warnOfCounters(a, o, in)
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
	if o.folder.Value == "" {
		return "--serial " + profiles.ShellWord(t.Serial)
	}
	return "--profile " + profiles.ShellWord(profiles.Library{Folder: o.folder.Value}.PathOf(t.Serial))
}

func isOrAre(n int) string {
	if n == 1 {
		return "1 is"
	}
	return fmt.Sprintf("%d are", n)
}

// resume lets each token continue after the moving factors that its saved counter says are
// used, and returns what is wrong with those that would use some again: all of them,
// before one is written. A saved counter that cannot be read is reported later.
func (in *incoming) resume(o importOptions) error {
	in.first = map[string]uint64{}
	var behind []error
	for token, memory := range in.saved() {
		first, next, err := memory.Resume(token.MovingFactor, o.replaced(token.Serial))
		switch {
		case errors.Is(err, device.ErrBehind):
			behind = append(behind, cli.Hinted(fmt.Errorf("token %s: %w", token.Serial, err),
				fmt.Sprintf("--only %s --moving-factor %d continues after them", profiles.ShellWord(token.Serial), next)))
		case err == nil && token.Type == profiles.Event && first != token.FirstMovingFactor:
			in.first[token.Serial] = first
		}
	}
	return errors.Join(behind...)
}

// replaced is the saved counter in terms of the profile that an import replaces, or that
// a token had in the profile folder; nil if there is none.
func (o *importOptions) replaced(serial string) *device.Saved {
	store, err := device.DefaultStore()
	if err != nil {
		return nil
	}
	for _, folder := range []string{o.destination(), profiles.DefaultFolder()} {
		if profile, err := profiles.Load(profiles.Library{Folder: folder}.PathOf(serial)); err == nil {
			return store.Memory(profile)
		}
	}
	return nil
}

// saved are the tokens that have a saved counter.
func (in *incoming) saved() iter.Seq2[seedfile.Token, *device.Saved] {
	return func(yield func(seedfile.Token, *device.Saved) bool) {
		store, err := device.DefaultStore()
		if err != nil {
			return // nothing is saved
		}
		has := store.Used()
		for token := range in.tokens() {
			if has(token.Serial) && !yield(token, store.Memory(in.profile(token))) {
				return
			}
		}
	}
}

// profile is that of a token that continues after its saved counter.
func (in *incoming) profile(token seedfile.Token) *profiles.Profile {
	if first, ok := in.first[token.Serial]; ok {
		token.FirstMovingFactor = first
	}
	return token.Profile()
}

// warnOfCounters reports tokens whose saved counter takes precedence over that of the
// file, since a token never makes a code twice.
func warnOfCounters(a *cli.App, o importOptions, in *incoming) {
	teller := a.NewTeller()
	defer teller.Done()
	for token, memory := range in.saved() {
		next, ok, err := memory.Next()
		switch {
		case err != nil:
			teller.Warning(fmt.Errorf("token %s: %w", token.Serial, err))
		case ok && next != token.MovingFactor:
			teller.Warning(cli.Hinted(
				fmt.Errorf("token %s: the saved counter takes precedence: the next moving factor is %d, not the file's %d", token.Serial, next, token.MovingFactor),
				o.takeThatOfTheFile(token, in.profile(token).FirstMovingFactor, next)))
		}
	}
}

// takeThatOfTheFile is how to go to the file's moving factor after all.
func (o *importOptions) takeThatOfTheFile(token seedfile.Token, first, next uint64) string {
	if next < token.MovingFactor {
		return fmt.Sprintf("etokenpass counter --set %d %s moves on to the file's moving factor", token.MovingFactor-first, o.opening(token))
	}
	return fmt.Sprintf("etokenpass reset %s goes back to the file's counter, and codes repeat", o.opening(token))
}

// saveAll writes the profiles. If one cannot be written, the ones before it are taken
// away again, unless they may have replaced others.
func saveAll(a *cli.App, o importOptions, in *incoming) error {
	if behind := in.resume(o); behind != nil {
		return errors.Join(errors.New("nothing is imported, so that no code comes twice"), behind)
	}
	library := profiles.Library{Folder: o.destination()}
	held, err := library.Hold()
	if err != nil {
		return err
	}
	ended, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	progress := a.NewProgress(true)
	defer progress.End()
	var written []string
	for token := range in.tokens() {
		err := ended.Err()
		if err != nil {
			err = errors.New("it was interrupted")
		} else if err = held.Save(in.profile(token), o.force); err != nil {
			err = fmt.Errorf("token %s: %w", token.Serial, err)
		}
		if err != nil {
			return errors.Join(o.undo(written, err), held.Release())
		}
		written = append(written, library.PathOf(token.Serial))
		progress.Show(float64(len(written)) / float64(in.batch.Len()))
	}
	return held.Release()
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
