package batch

import (
	"errors"
	"fmt"
	"iter"

	"etokenpass/cmd/internal/cli"
	"etokenpass/device"
	"etokenpass/internal/shell"
	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// resume makes each token continue after the moving factors that are used according to its
// saved counter. It returns an error for each token that would reuse moving factors. A saved
// counter that cannot be read is reported later.
func (in *incoming) resume(o importOptions) (behind []error) {
	for token, memory := range in.saved() {
		first, next, err := memory.Resume(token.MovingFactor, o.replaced(token.Serial))
		switch {
		case errors.Is(err, device.ErrBehind):
			behind = append(behind, cli.Hinted(fmt.Errorf("token %s: %w", token.Serial, err),
				fmt.Sprintf("--only %s --moving-factor %d continues after them", shell.Quote(token.Serial), next)))
		case err == nil && token.Type == profiles.Event:
			token.FirstMovingFactor = first
		}
	}
	return behind
}

// warnOfReuse reports, without saving anything, the tokens that would reuse moving factors.
func warnOfReuse(a *cli.App, o importOptions, in *incoming) {
	reporter := a.NewReporter()
	defer reporter.Done()
	for _, behind := range in.resume(o) {
		reporter.Warning(behind)
	}
}

// replaced returns the saved counter as seen by the profile that the import replaces, or by
// the one in the profile folder; nil if there is neither.
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

// saved yields the tokens that have a saved counter.
func (in *incoming) saved() iter.Seq2[*seedfile.Token, *device.Saved] {
	return func(yield func(*seedfile.Token, *device.Saved) bool) {
		store, err := device.DefaultStore()
		if err != nil {
			return // nothing is saved
		}
		has := store.Used()
		for _, token := range in.Tokens {
			if has(token.Serial) && !yield(token, store.Memory(token.Profile())) {
				return
			}
		}
	}
}

// warnOfCounters reports tokens whose saved counter takes precedence over the file's, because
// a token never repeats a code.
func warnOfCounters(a *cli.App, o importOptions, in *incoming) {
	reporter := a.NewReporter()
	defer reporter.Done()
	for token, memory := range in.saved() {
		next, ok, err := memory.Next()
		switch {
		case err != nil:
			reporter.Warning(fmt.Errorf("token %s: %w", token.Serial, err))
		case ok && next != token.MovingFactor:
			reporter.Warning(cli.Hinted(
				fmt.Errorf("token %s: the saved counter takes precedence: the next moving factor is %d, not the file's %d", token.Serial, next, token.MovingFactor),
				o.useFilesFactor(token, next)))
		}
	}
}

// useFilesFactor returns a hint with the command that goes to the file's moving factor.
func (o *importOptions) useFilesFactor(token *seedfile.Token, next uint64) string {
	if next < token.MovingFactor {
		if _, left, _ := token.Profile().MovingFactor(token.MovingFactor - token.FirstMovingFactor); left == 0 {
			return ""
		}
		return fmt.Sprintf("etokenpass counter --set %d %s moves on to the file's moving factor", token.MovingFactor-token.FirstMovingFactor, o.opening(token))
	}
	return fmt.Sprintf("etokenpass reset %s goes back to the file's counter, and codes will repeat", o.opening(token))
}

// opening returns the flag that opens an imported token.
func (o *importOptions) opening(t *seedfile.Token) string {
	if o.folder.Value == "" {
		return "--serial " + shell.Quote(t.Serial)
	}
	return "--profile " + shell.Quote(profiles.Library{Folder: o.folder.Value}.PathOf(t.Serial))
}
