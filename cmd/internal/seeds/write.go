package seeds

import (
	"io"
	"iter"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/profiles/seedfile"
)

// AddAsFlag adds --as, which has no default. It accepts the formats of seed files, and others.
func AddAsFlag(cmd *cobra.Command, into *cli.Flag[string], others ...string) {
	cli.AddOption(cmd, into, "as", "the format (required)", append(cli.Texts(seedfile.WrittenFormats()), others...)...)
}

// AddOutputFlag adds --output.
func AddOutputFlag(cmd *cobra.Command, into *cli.Flag[string]) {
	cli.AddShort(cmd, into, cli.Word("FILE"), "output", "o", "a new file that only you can read (default standard output)")
}

// Write writes a seed file. total is the number of tokens. The first error ends it.
func Write(w io.Writer, format seedfile.Format, protection seedfile.Protection, tokens iter.Seq2[seedfile.Token, error], total int, progress *cli.Progress) error {
	writer, err := seedfile.NewWriter(w, format, protection)
	if err != nil {
		return err
	}
	written := uint64(0)
	for token, err := range tokens {
		if err != nil {
			return err
		}
		if err := writer.Write(token); err != nil {
			return err
		}
		written++
		progress.Count(written, uint64(total))
	}
	return cli.OutputError(writer.Close())
}
