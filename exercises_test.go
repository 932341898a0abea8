package etokenpass_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"etokenpass/internal/locale"
	"etokenpass/internal/value"
	"etokenpass/rehearsal"
)

const exercisesPage = "docs/exercises.md"

// tableUnder returns the cells of the first table after a heading, without Markdown: code and links
// become plain text.
func tableUnder(t *testing.T, path, heading string) (rows [][]string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(data), "\n"+heading+"\n")
	if !found {
		t.Fatalf("%s has no heading %q", path, heading)
	}
	for line := range strings.SplitSeq(section, "\n") {
		switch {
		case strings.HasPrefix(line, "|"):
			var cells []string
			for cell := range strings.SplitSeq(strings.ReplaceAll(strings.Trim(line, "|"), `\|`, "\x00"), "|") {
				cells = append(cells, plainText(strings.ReplaceAll(cell, "\x00", "|")))
			}
			rows = append(rows, cells)
		case len(rows) > 0, strings.HasPrefix(line, "#"):
			if len(rows) < 3 {
				t.Fatalf("%s: no table under %q", path, heading)
			}
			return rows[2:] // without the heading and the line under it
		}
	}
	return rows[min(2, len(rows)):]
}

var markdownLink = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)

func plainText(markdown string) string {
	return strings.TrimSpace(strings.ReplaceAll(markdownLink.ReplaceAllString(markdown, "$1"), "`", ""))
}

// exerciseExample returns the exercise on the page.
func exerciseExample(t *testing.T) string {
	t.Helper()
	for _, block := range blocksOf(t, exercisesPage) {
		if block.language == "yaml" {
			return block.text
		}
	}
	t.Fatalf("%s has no example", exercisesPage)
	return ""
}

// The example can be played by each role, in each language, without a mistake.
func TestExerciseExample(t *testing.T) {
	exercise, err := rehearsal.Parse(exercisesPage, []byte(exerciseExample(t)))
	if err != nil {
		t.Fatal(err)
	}
	for _, roles := range [][]rehearsal.Role{{rehearsal.Customer}, {rehearsal.Support}, rehearsal.Roles()} {
		for _, language := range locale.Languages() {
			options := rehearsal.Options{Roles: roles, Difficulty: rehearsal.Easy, Seed: "practice", Language: language}
			actions, err := rehearsal.Solve(exercise, options)
			if err != nil {
				t.Fatalf("%v in %s: %v", roles, language, err)
			}
			r, err := rehearsal.New(exercise, options)
			if err != nil {
				t.Fatal(err)
			}
			for _, action := range actions {
				if err := r.Do(action); err != nil {
					t.Fatalf("%v in %s: %v", roles, language, err)
				}
			}
			if summary := r.Summary(); !summary.Solved || len(summary.Mistakes) > 0 {
				t.Errorf("%v in %s: solved %v, mistakes %v", roles, language, summary.Solved, summary.Mistakes)
			}
		}
	}
}

// exerciseMappings are the mappings of an exercise with a table of fields, each with a document that
// has nothing but %s in it.
var exerciseMappings = []struct{ heading, path, document string }{
	{"### The exercise", "", "%s"},
	{"### The customer", "customer.", "customer: {%s}"},
	{"### A token", "tokens[1].", "tokens: [{%s}]"},
	{"### A step", "steps[1].", "steps: [{%s}]"},
}

// problemsWith returns what Parse says about a document.
func problemsWith(text string) []string {
	_, err := rehearsal.Parse("f", []byte(text))
	return strings.Split(fmt.Sprint(err), "\n")
}

// knownFields returns the fields that Parse reads in a mapping: the error of an unknown field lists
// them.
func knownFields(t *testing.T, path, document string) []string {
	t.Helper()
	for _, problem := range problemsWith(fmt.Sprintf(document, "xxxxxxxx: 1")) {
		if list, found := strings.CutPrefix(problem, "f:1: "+path+"xxxxxxxx: unknown field: must be one of "); found {
			return strings.Split(list, ", ")
		}
	}
	t.Fatalf("no error lists the fields of %q", document)
	return nil
}

// allowedIn returns what Parse allows in a field: the errors of wrong values say so. A text in both
// languages, a fact and a mistake are described elsewhere on the page.
func allowedIn(t *testing.T, path, document, field string) string {
	t.Helper()
	for _, wrong := range []string{"[]", "x"} {
		for _, problem := range problemsWith(fmt.Sprintf(document, field+": "+wrong)) {
			if rest, isField := strings.CutPrefix(problem, "f:1: "+path+field+": "); isField {
				if _, allowed, says := strings.Cut(rest, "must be "); says {
					return shortened(path, field, allowed)
				}
			}
		}
	}
	t.Fatalf("no error says what %s%s allows", path, field)
	return ""
}

func shortened(path, field, allowed string) string {
	allowed = strings.NewReplacer(value.Choice(rehearsal.Facts()...), "a fact", value.Choice(rehearsal.Mistakes()...), "a mistake").Replace(allowed)
	switch isMapping := allowed == "a mapping with fields of its own"; {
	case isMapping && slices.Contains(shortTexts, path+field):
		return "a short text in both languages"
	case isMapping && !slices.Contains(knownMappings, path+field):
		return "a text in both languages"
	}
	return strings.ReplaceAll(allowed, " with fields of its own", "")
}

// shortTexts are the fields that are texts of one line.
var shortTexts = []string{"title", "customer.owner", "customer.organisation", "tokens[1].owner"}

// knownMappings are the fields that are mappings but not texts in both languages.
var knownMappings = []string{"customer"}

// The tables list the fields that Parse reads, with what it allows, and call those required that it
// misses.
func TestExerciseFields(t *testing.T) {
	for _, mapping := range exerciseMappings {
		var documented []string
		for _, row := range tableUnder(t, exercisesPage, mapping.heading) {
			field, fallback, allowed := row[0], row[1], row[2]
			documented = append(documented, field)
			if want := allowedIn(t, mapping.path, mapping.document, field); allowed != want {
				t.Errorf("%s%s: the page allows %q, the code %q", mapping.path, field, allowed, want)
			}
			missing := slices.ContainsFunc(problemsWith(fmt.Sprintf(mapping.document, "x: 1")), func(problem string) bool {
				return strings.HasPrefix(problem, "f:1: "+mapping.path+field+": missing: ")
			})
			if required := fallback == "required" || field == "opening"; required != missing {
				t.Errorf("%s%s: default %q, but missing is an error: %v", mapping.path, field, fallback, missing)
			}
		}
		known := knownFields(t, mapping.path, mapping.document)
		slices.Sort(documented)
		slices.Sort(known)
		if diff := cmp.Diff(known, documented); diff != "" {
			t.Errorf("fields under %q differ (-code +page):\n%s", mapping.heading, diff)
		}
	}
}

// The defaults in the tables are those of an exercise that has nothing but the required fields.
func TestExerciseDefaults(t *testing.T) {
	text := exerciseExample(t)
	for _, optional := range []string{"limit: 10m\n", ", counter: 15, expected: 3"} {
		if !strings.Contains(text, optional) {
			t.Fatalf("the example has no %q", optional)
		}
		text = strings.Replace(text, optional, "", 1)
	}
	exercise, err := rehearsal.Parse("f", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	token := exercise.Tokens[0]
	for heading, defaults := range map[string]map[string]any{
		"### The exercise": {"minutes": exercise.Minutes, "policy": exercise.Policy, "page": exercise.Page},
		"### A token":      {"type": token.Type, "counter": token.Counter, "offset": token.Offset},
	} {
		for _, row := range tableUnder(t, exercisesPage, heading) {
			if want, checked := defaults[row[0]]; checked && row[1] != fmt.Sprint(want) {
				t.Errorf("%s: the page says %q, the code %v", row[0], row[1], want)
			}
		}
	}
	if exercise.Limit != 0 || len(exercise.Roles) != 2 || exercise.FirstCode != rehearsal.AnyCode || exercise.Before != nil || token.Life != 0 ||
		token.Expected != token.Counter || token.DeadSegments != nil || len(exercise.Mistakes) != len(rehearsal.Mistakes()) {
		t.Errorf("defaults are not as documented: %+v", exercise)
	}
}

// The limits of lists and texts on the page are those of the code.
func TestExerciseLimits(t *testing.T) {
	var limits []string
	for _, mapping := range []string{"steps: [%s]", "tokens: [%s]", "before: [%s]"} {
		field, _, _ := strings.Cut(mapping, ":")
		for _, problem := range problemsWith(fmt.Sprintf(mapping, strings.Repeat("x, ", 1000))) {
			if _, most, found := strings.Cut(problem, "f:1: "+field+": 1000 items: must be at most "); found {
				limits = append(limits, most)
			}
		}
	}
	if len(limits) != 3 {
		t.Fatalf("got limits %v", limits)
	}
	want := fmt.Sprintf("steps has up to %s items, a list of tokens up to %s, a list of commands up to %s.", limits[0], limits[1], limits[2])
	data, err := os.ReadFile(exercisesPage)
	if err != nil {
		t.Fatal(err)
	}
	if text := strings.Join(strings.Fields(string(data)), " "); !strings.Contains(text, want) {
		t.Errorf("%s does not say %q", exercisesPage, want)
	}
}

// firstCells returns the first cells of the table under a heading.
func firstCells(t *testing.T, heading string) (cells []string) {
	t.Helper()
	for _, row := range tableUnder(t, exercisesPage, heading) {
		cells = append(cells, row[0])
	}
	return cells
}

func TestExerciseFacts(t *testing.T) {
	var want []string
	for _, fact := range rehearsal.Facts() {
		want = append(want, string(fact))
	}
	if diff := cmp.Diff(want, firstCells(t, "## Facts")); diff != "" {
		t.Errorf("facts differ (-code +page):\n%s", diff)
	}
}

func TestExercisePlaceholders(t *testing.T) {
	var want []string
	for _, name := range rehearsal.Placeholders() {
		want = append(want, "{"+name+"}")
	}
	got := firstCells(t, "## Placeholders")
	slices.SortFunc(got, func(a, b string) int { return strings.Compare(strings.Trim(a, "{}"), strings.Trim(b, "{}")) })
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("placeholders differ (-code +page):\n%s", diff)
	}
}

func TestExerciseMistakes(t *testing.T) {
	var want [][]string
	for _, mistake := range rehearsal.Mistakes() {
		harmless := ""
		if mistake.Harmless() {
			harmless = "yes"
		}
		want = append(want, []string{string(mistake), eitherOr(mistake.By()), harmless})
	}
	var got [][]string
	for _, row := range tableUnder(t, exercisesPage, "## Mistakes") {
		got = append(got, row[:3])
		if row[3] == "" {
			t.Errorf("%s is not described", row[0])
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("mistakes differ (-code +page):\n%s", diff)
	}
}

func TestExerciseCommands(t *testing.T) {
	usage := func(c rehearsal.Command) string { return strings.TrimSpace(c.Phrase + " " + c.Arguments) }
	russian := rehearsal.Commands(locale.New(locale.Russian))
	var want [][]string
	for i, command := range rehearsal.Commands(locale.New(locale.English)) {
		want = append(want, []string{usage(command), usage(russian[i]), eitherOr(command.By), command.Does})
	}
	if diff := cmp.Diff(want, tableUnder(t, exercisesPage, "## Commands")); diff != "" {
		t.Errorf("commands differ (-code +page):\n%s", diff)
	}
}

func eitherOr(role rehearsal.Role) string {
	if role == "" {
		return "either"
	}
	return string(role)
}
