package layout

import (
	"slices"
	"testing"
)

// group is a part of the house. A folder belongs to the group with the longest name
// that it begins with.
type group struct {
	folder  string
	imports []string // the groups that it may import, besides itself
	because string
}

// groups are ordered from the ground up. Tests are free, except as reserved says.
var groups = []group{
	{".", nil, "it only says how to generate"},
	{"internal/runtime", nil, "everything stands on it: it knows no entity, no database and no HTTP server"},
	{"internal/rest", []string{"internal/runtime"}, "schema and generator read it alike"},
	{"internal/generate", []string{"internal/rest", "internal/runtime"}, "broken output must not stop the generator that mends it"},
	{"ent/schema", []string{"internal/rest", "internal/runtime"}, "everything is generated from it"},
	{"ent", []string{"ent/schema", "internal/runtime"}, "the data layer serves any front: HTTP is above it"},
	{"ogent", []string{"ent", "internal/runtime"}, "internal/service finishes the generated server, not the other way round"},
	{"internal/service", []string{"ent", "internal/runtime", "ogent"}, "it runs what is generated, and is handed its database"},
	{"internal/database", []string{"internal/runtime"}, "it opens a database for any schema"},
	{"internal/postgres", nil, "throwaway servers are for tests and tools alike"},
	{"internal/migration", []string{"ent", "internal/database", "internal/postgres"}, "it leads a database to the schema in ent/migrate"},
	{"internal/proof", []string{"ent", "internal/database", "internal/postgres", "internal/runtime", "internal/service", "ogent"}, "it proves what the others promise, and none of them needs it"},
	{"cmd", []string{"ent", "internal/database", "internal/migration", "internal/postgres", "internal/runtime", "internal/service", "ogent"}, "main puts everything together"},
}

// byHand are the groups that an operation written by hand makes another group import:
// its Go types, and the rows in them.
var byHand = map[string][]string{
	"ogent":            {"ent/schema", "internal/rest"},
	"internal/service": {"ent/schema", "internal/rest"},
}

// groupOf returns the group of a folder; one without a name where there is none.
func groupOf(folder string) (found group) {
	for _, g := range groups {
		if within(folder, g.folder) && len(g.folder) > len(found.folder) {
			found = g
		}
	}
	return found
}

func TestImportsFollowTheGroups(t *testing.T) {
	used := map[string]map[string]bool{}
	for _, f := range sources(t, shipped) {
		from := groupOf(f.folder)
		if from.folder == "" {
			t.Errorf("%s belongs to no group: move it to one, or add a group with its reason", f.path)
			continue
		}
		if used[from.folder] == nil {
			used[from.folder] = map[string]bool{}
		}
		for _, imported := range f.ours() {
			to := groupOf(imported).folder
			used[from.folder][to] = true
			if may := slices.Concat(from.imports, byHand[from.folder]); to != from.folder && !slices.Contains(may, to) {
				t.Errorf("%s must not import %s: %s may import %q: %s", f.path, imported, from.folder, may, from.because)
			}
		}
	}
	for _, g := range groups {
		for _, to := range g.imports {
			if !used[g.folder][to] {
				t.Errorf("%s no longer imports %s: take it out of its row", g.folder, to)
			}
		}
	}
}

// wall is what packages must not reach, not even through other packages.
type wall struct {
	from, to []string
	because  string
}

// never are the walls inside the groups.
var never = []wall{
	{
		[]string{"internal/service/admission", "internal/service/api", "internal/service/audit", "internal/service/auth", "internal/service/config", "internal/service/contract", "internal/service/frontend", "internal/service/guide", "internal/service/live", "internal/service/logging", "internal/service/mcp", "internal/service/notice", "internal/service/openapi", "internal/service/price", "internal/service/ratelimit", "internal/service/server", "internal/service/telemetry"},
		[]string{"ent", "ogent"},
		"they finish any application, those of the generator's tests too: only handler and idempotency know this one",
	},
	{
		[]string{"internal/service/admission", "internal/service/audit", "internal/service/auth", "internal/service/config", "internal/service/contract", "internal/service/frontend", "internal/service/guide", "internal/service/handler", "internal/service/idempotency", "internal/service/live", "internal/service/logging", "internal/service/mcp", "internal/service/notice", "internal/service/openapi", "internal/service/price", "internal/service/ratelimit", "internal/service/server", "internal/service/telemetry", "internal/service/webhook"},
		[]string{"internal/service"},
		"they do not know each other: api asks some of them, and main puts all of them together",
	},
	{
		[]string{"internal/migration/apply", "internal/migration/atlas", "internal/migration/catalog", "internal/migration/review", "internal/migration/rows"},
		[]string{"ent"},
		"they lead to any schema: only schemadump knows this one",
	},
	{
		[]string{"internal/migration/review/rules"},
		[]string{"internal/database", "internal/postgres"},
		"a rule judges what it is shown",
	},
}

// steps are those of the generator in their order: none reaches a later one.
var steps = []string{"isolation", "load", "kind", "plan", "complete", "document", "refuse", "tables", "builders", "ogen", "crud"}

func betweenSteps() (all []wall) {
	for i, step := range steps[:len(steps)-1] {
		var later []string
		for _, other := range steps[i+1:] {
			later = append(later, "internal/generate/"+other)
		}
		all = append(all, wall{[]string{"internal/generate/" + step}, later, "each step of the generator imports only steps before it"})
	}
	return all
}

func TestNothingReachesWhatItMustNot(t *testing.T) {
	g := graph(t)
	for _, rule := range slices.Concat(never, betweenSteps()) {
		for _, start := range rule.from {
			if g[start] == nil {
				t.Errorf("%s: the package is gone: take it out of never", start)
			}
			for _, way := range reach(g, start) {
				if end := way[len(way)-1]; within(end, rule.to...) {
					t.Errorf("%s reaches %s by way of %q: %s", start, end, way, rule.because)
				}
			}
		}
	}
}

// reach returns one shortest way from start to each folder that it reaches.
func reach(g map[string]map[string]bool, start string) [][]string {
	seen := map[string]bool{start: true}
	ways := [][]string{{start}}
	for i := 0; i < len(ways); i++ {
		way := ways[i]
		for _, to := range sorted(g[way[len(way)-1]]) {
			if !seen[to] {
				seen[to] = true
				ways = append(ways, append(slices.Clone(way), to))
			}
		}
	}
	return ways[1:]
}
