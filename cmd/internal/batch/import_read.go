package batch

import (
	"slices"

	"etokenpass/cmd/internal/cli"
	"etokenpass/cmd/internal/seeds"
	"etokenpass/profiles/intake"
	"etokenpass/profiles/seedfile"
)

// incoming is what is imported. With --dry-run it includes tokens that already have a profile.
type incoming struct {
	*seeds.Batch
	existing int // tokens that already have a profile, each reported
}

// readBatch reads all files completely and reports problems as it finds them.
func readBatch(a *cli.App, o importOptions, files []string) (*incoming, error) {
	o.seeds.Battery = o.battery.battery()
	batch, err := seeds.Import(a, &o.seeds, files)
	if err != nil {
		return nil, err
	}
	defer batch.Done()
	in := &incoming{Batch: batch}
	return in, in.findTaken(o)
}

// findTaken reports tokens whose serial already has a profile in the folder, or is the name of
// one. They are not imported, which is no problem for a dry run.
func (in *incoming) findTaken(o importOptions) error {
	taken, err := intake.Taken(o.destination(), in.Tokens, o.force)
	if err != nil {
		return cli.Hinted(err, "--to DIR names another folder")
	}
	report := in.Bad
	if o.seeds.DryRun {
		report = in.Warning
	}
	in.existing = len(taken)
	refused := map[string]bool{}
	for _, collision := range taken {
		refused[collision.Token.Serial] = true
		if collision.Kind == intake.Existing {
			report(cli.Hinted(collision, "--force replaces it"))
			continue
		}
		report(collision)
	}
	if !o.seeds.DryRun {
		in.Tokens = slices.DeleteFunc(in.Tokens, func(t *seedfile.Token) bool { return refused[t.Serial] })
	}
	return nil
}
