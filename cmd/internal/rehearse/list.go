package rehearse

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"etokenpass/cmd/internal/cli"
	"etokenpass/internal/locale"
	"etokenpass/rehearsal"
)

// listed is an exercise in JSON.
type listed struct {
	Name    string           `json:"name"`
	Title   string           `json:"title"`
	Roles   []rehearsal.Role `json:"roles"`
	Minutes int              `json:"minutes"`
}

// printList prints the exercises, in the order in which they should be learned. For people, each has
// one line of at most 80 columns.
func printList(w io.Writer, o options) error {
	texts := o.texts()
	if o.format.Value == cli.JSON {
		for _, e := range rehearsal.Exercises() {
			if err := cli.PrintJSON(w, listed{e.Name, e.Title.In(texts.Language()), e.Roles, e.Minutes}); err != nil {
				return err
			}
		}
		return nil
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for i, e := range rehearsal.Exercises() {
		minutes := texts.Text("rehearse.list.minutes", "minutes", strconv.Itoa(e.Minutes))
		fmt.Fprintf(table, "%2d\t%s\t%s\t%s; %s\n", i+1, e.Name, e.Title.In(texts.Language()), roleNames(texts, e.Roles), minutes)
	}
	if err := table.Flush(); err != nil {
		return cli.OutputError(err)
	}
	_, err := fmt.Fprint(w, "\n", wrap(texts.Text("rehearse.list.begin", "name", rehearsal.Exercises()[0].Name), ""))
	return cli.OutputError(err)
}

// roleNames lists roles for people.
func roleNames(texts *locale.Texts, roles []rehearsal.Role) string {
	all := make([]string, len(roles))
	for i, role := range roles {
		all[i] = roleName(texts, role)
	}
	return strings.Join(all, ", ")
}

func roleName(texts *locale.Texts, role rehearsal.Role) string {
	if role == rehearsal.Customer {
		return texts.Text("rehearse.role.customer")
	}
	return texts.Text("rehearse.role.support")
}
