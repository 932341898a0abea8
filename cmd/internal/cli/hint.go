package cli

import (
	"errors"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"etokenpass/internal/errs"
	"etokenpass/internal/shell"
)

// hintOf returns the hint for an error, in terms of the command that runs.
func hintOf(command *cobra.Command, err error) string {
	if hint := HintFor(command, errs.Hint(err)); hint != "" {
		return hint
	}
	var usage *UsageError
	if command != nil && errors.As(err, &usage) {
		return command.CommandPath() + " --help shows its usage"
	}
	return ""
}

// sameFiles is the annotation of a command that reads the same files as another command
// with more flags.
const sameFiles = "same files"

// SameFilesAs returns an annotation that lets a command's hints name the flags of another
// command that reads the same files.
func SameFilesAs(name string) map[string]string { return map[string]string{sameFiles: name} }

// HintFor adapts a hint to a command. Hints are written by packages that do not depend on
// commands, so one of its clauses (separated by semicolons) may name a flag that the command
// does not have. Such a clause is omitted or, if another command that reads the same files has
// the flag, names that command.
func HintFor(command *cobra.Command, hint string) string {
	if command == nil {
		return hint
	}
	var kept []string
	other := command.Root().Commands()
	i := slices.IndexFunc(other, func(c *cobra.Command) bool { return c.Name() == command.Annotations[sameFiles] })
	for _, clause := range clausesOf(hint) {
		switch {
		case canDo(command, clause):
			kept = append(kept, strings.Join(forSameToken(command, clause), " "))
		case i >= 0 && canDo(other[i], clause):
			kept = append(kept, "with "+other[i].CommandPath()+", "+strings.Join(clause, " "))
		}
	}
	return strings.Join(kept, "; ")
}

// clausesOf splits a hint into clauses and each clause into words. A part quoted for the
// shell is one word.
func clausesOf(hint string) (clauses [][]string) {
	var clause []string
	for hint != "" {
		var word string
		word, hint = shell.NextWord(hint)
		if bare, ends := strings.CutSuffix(word, ";"); ends && hint != "" {
			clauses, clause = append(clauses, append(clause, bare)), nil
			continue
		}
		clause = append(clause, word)
	}
	return append(clauses, clause)
}

// canDo reports whether a clause names only flags that the command has. Flags after the
// name of another command are that command's.
func canDo(command *cobra.Command, clause []string) bool {
	for i, word := range clause {
		if word == program {
			if command.Root().Name() != program {
				return true // this program does not know the other one's commands
			}
			command = named(command.Root(), clause[i+1:])
		}
		name, isFlag := strings.CutPrefix(word, "--")
		if !isFlag {
			continue
		}
		name, next, hasValue := strings.Cut(name, "=")
		name = strings.TrimRight(name, ",:.?")
		if !hasValue && i+1 < len(clause) && len(name)+2 == len(word) {
			next = clause[i+1]
		}
		next = strings.TrimRight(next, ",:.?;")
		if flag := command.Flags().Lookup(name); flag == nil || !accepts(flag, next) {
			return false
		}
	}
	return true
}

// forSameToken completes a command in a clause with the flags by which the user named the
// token and the state folder, so that it acts on the same token. A serial in the clause is
// replaced by them, because it does not find a profile outside the profile folder. A command of
// the validator is completed with the flags that name its store and its rules.
func forSameToken(command *cobra.Command, clause []string) []string {
	at := slices.Index(clause, program) + 1
	if at == 0 || at == len(clause) || slices.Contains(clause, "--"+profileFlag) {
		return clause
	}
	if ofStore := named(command.Root(), clause[at:]); ofStore.Flags().Lookup(StoreFlag) != nil {
		names := len(strings.Fields(ofStore.CommandPath())) - 1
		return slices.Insert(slices.Clone(clause), at+names, givenOf(command, ofStore, StoreFlag, StoreKeyFlag, PolicyFlag)...)
	}
	other := named(command.Root(), clause[at:at+1])
	switch {
	case command.Root().Name() != program && slices.Contains(clause, "--"+serialFlag):
		other = command // the other program's commands are not known here, but this one has the same flags
	case other == command.Root() || other.Name() != clause[at]:
		return clause
	}
	token, state := givenOf(command, other, profileFlag, serialFlag), givenOf(command, other, stateFlag)
	clause = slices.Clone(clause)
	serial := slices.Index(clause, "--"+serialFlag)
	if serial >= 0 && len(token) == 0 {
		token = namedOtherwise(command)
	}
	if serial >= 0 && len(token) > 0 {
		clause = slices.Delete(clause, serial, serial+2)
	}
	return slices.Insert(clause, at+1, append(token, state...)...)
}

// namedOtherwise returns the flag that names the user's token if the user named it without a
// flag: by the only argument of a command that takes profiles, or by the environment.
func namedOtherwise(command *cobra.Command) []string {
	name := os.Getenv(profileVariable)
	if command.Annotations[takesProfiles] != "" {
		if name = ""; command.Flags().NArg() == 1 {
			name = command.Flags().Arg(0)
		}
	}
	if name == "" {
		return nil
	}
	return []string{"--" + profileFlag, shell.Quote(name)}
}

// takesProfiles is the annotation of a command whose arguments are profiles.
const takesProfiles = "profiles"

// TakesProfiles returns an annotation for a command whose arguments are profiles, so that its
// hints can name the token as the user did.
func TakesProfiles() map[string]string { return map[string]string{takesProfiles: "yes"} }

// givenOf returns those of the named flags that the user set and that the other command has
// too, quoted for a shell.
func givenOf(command, other *cobra.Command, names ...string) (words []string) {
	for _, name := range names {
		given, there := command.Flags().Lookup(name), other.Flags().Lookup(name)
		if given == nil || !given.Changed || there == nil {
			continue
		}
		switch value := given.Value.(type) {
		case *Flag[string]:
			words = append(words, "--"+name, shell.Quote(value.Value))
		case *Flag[[]string]:
			if len(value.Value) == 1 { // with several it is not known which token is meant
				words = append(words, "--"+name, shell.Quote(value.Value[0]))
			}
		}
	}
	return words
}

// program is the name of the program whose commands hints name.
const program = "etokenpass"

// named returns the command that the words begin with.
func named(command *cobra.Command, words []string) *cobra.Command {
	for _, word := range words {
		below := command.Commands()
		i := slices.IndexFunc(below, func(c *cobra.Command) bool { return c.Name() == strings.TrimRight(word, ",:.?") })
		if i < 0 {
			break
		}
		command = below[i]
	}
	return command
}

// accepts reports whether a flag accepts the word that follows it in a hint.
func accepts(flag *pflag.Flag, word string) bool {
	ours, ok := flag.Value.(interface{ accepts(word string) bool }) // a Flag of any type
	return !ok || ours.accepts(word)
}
