package storing

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/internal/input"
	"etokenpass/internal/near"
	"etokenpass/internal/value"
	"etokenpass/tms"
)

// maxPolicy is larger than any policy, in bytes.
const maxPolicy = 64 << 10

// LoadPolicy returns the policy of a name or path, and its YAML text. A name is that of an
// embedded policy; everything with a separator or a dot, and every other file that exists, is a
// path, or - for standard input.
func LoadPolicy(a *cli.App, name string) (*tms.Policy, string, error) {
	if policy, text, ok := tms.EmbeddedPolicy(name); ok {
		return policy, text, nil
	}
	if _, err := os.Stat(name); err != nil && name != "-" && !strings.ContainsAny(name, `/\.`) {
		return nil, "", unknownPolicy(name)
	}
	data, err := input.ReadFile(name, a.In, maxPolicy)
	if err != nil {
		return nil, "", err
	}
	text := input.Text(data)
	policy, err := tms.ParsePolicy(cli.InputName(name), text)
	return policy, string(text), err
}

func unknownPolicy(name string) error {
	all := tms.EmbeddedPolicies()
	advice := "etokenpass tms policy list describes them; a file has a path, like ./policy.yaml"
	if meant := near.Word(name, all); meant != "" {
		advice = "did you mean " + meant + "?"
	}
	return cli.Hinted(fmt.Errorf("no policy is called %s: must be %s, or a file", name, value.Choice(all...)), advice)
}

// AddPolicyFlag adds --policy.
func AddPolicyFlag(cmd *cobra.Command, into *cli.Flag[string], usage string) {
	kind := cli.Word("NAME|FILE")
	kind.Complete = CompletePolicies
	cli.Add(cmd, into, kind, cli.PolicyFlag, usage)
}

// CompletePolicies offers the shell the embedded policies, and files.
func CompletePolicies(_ *cobra.Command, _ []string, typed string) (names []string, _ cobra.ShellCompDirective) {
	for _, name := range tms.EmbeddedPolicies() {
		if strings.HasPrefix(name, typed) {
			policy, _, _ := tms.EmbeddedPolicy(name)
			names = append(names, cobra.CompletionWithDesc(name, policy.Title))
		}
	}
	return names, cobra.ShellCompDirectiveDefault
}
