package layout

import (
	"slices"
	"testing"
)

// generated are the trees that go generate writes. The schema is in one of them
// and written by hand.
var generated = []string{"ent", "ogent"}

// workbench are the commands for whoever works on the project.
var workbench = []string{"internal/atlas", "internal/bench", "internal/codegen", "internal/conformance", "internal/entc", "internal/faults", "internal/newentity", "internal/pgtest", "internal/schemadump"}

// mayImport lists, for every package written by hand, which of our packages it
// may import. Its order is that of the arrows: a package imports only from above.
// Tests are free, except as reserved says.
var mayImport = []struct {
	folder  string
	imports []string
	because string
}{
	{".", nil, "it only says how to generate"},

	{"internal/retry", nil, "one rule, for whoever repeats anything"},
	{"internal/viewer", nil, "who is asking is known to all, so it knows nobody"},
	{"internal/problem", nil, "every layer answers with it"},
	{"internal/request", nil, "every layer may ask what the request was"},
	{"internal/fault", nil, "generated code returns it, so it knows no HTTP and no entity"},
	{"internal/instant", nil, "one clock for the schema, the generator and generated code"},
	{"internal/reply", []string{"internal/instant", "internal/request"}, "generated code writes with it, and it knows no entity"},
	{"internal/etag", nil, "it only reads and writes a header"},
	{"internal/unique", []string{"internal/fault"}, "it names what is taken, of any entity"},
	{"internal/metrics", nil, "whoever counts offers its numbers with it"},
	{"internal/app", []string{"internal/reply", "internal/unique"}, "generated code offers it, and internal/api asks for it"},
	{"internal/blank", nil, "it is one definition of what shows, for the schema and for what is said of a request"},
	{"internal/rest", []string{"internal/blank"}, "annotations are read by schema and generator alike"},
	{"internal/relation", []string{"internal/fault", "internal/viewer"}, "it says whose a link's end is, for any entity"},
	{"internal/fold", nil, "it is one definition of case, for what is stored and what is looked for"},
	{"internal/filter", []string{"internal/fold", "internal/statement"}, "comparisons, for any entity, which a statement may write"},
	{"internal/value", nil, "it moves values of types that it does not know"},
	{"internal/returning", nil, "it is Ent's UPDATE in one statement, for any entity"},
	{"internal/rows", nil, "it spares queries what is the same for all of them, of any entity"},
	{"internal/batch", []string{"internal/fault"}, "it refuses operations on many rows, of any entity"},
	{"internal/config", nil, "settings are plain values, so that nothing has to be started to check them"},
	{"internal/ratelimit", []string{"internal/metrics"}, "it counts keys and does not know what they stand for"},
	{"internal/statement", nil, "it writes SQL of any entity"},
	{"internal/condition", []string{"internal/etag", "internal/fault", "internal/statement"}, "it puts conditions on a row, of any entity"},
	{"internal/page", []string{"internal/fault", "internal/statement"}, "a cursor can be refused"},
	{"internal/auth", []string{"internal/metrics", "internal/viewer"}, "token to viewer, and no database"},
	{"internal/rule", []string{"internal/statement", "internal/viewer"}, "a rule decides by the viewer alone"},

	{"internal/codegen", []string{"internal/blank", "internal/instant", "internal/reply", "internal/rest"}, "it knows no entity by name, and broken output can always be generated anew"},
	{"internal/entc", []string{"internal/codegen"}, "it is the generator's main"},
	{"internal/newentity", []string{"internal/codegen"}, "it writes a schema to start from, called as the generator allows"},

	{"ent/schema", []string{"internal/instant", "internal/rest", "internal/rule", "internal/viewer"}, "what is written of the data, before anything is generated from it"},

	{"internal/idempotency", []string{"ent", "ent/idempotencykey", "internal/app", "internal/fault", "internal/instant", "internal/reply", "internal/request", "internal/retry", "internal/viewer"}, "it keeps answers, whoever made them"},
	{"internal/handler", []string{"ent", "internal/app", "ogent"}, "operations that are written by hand stand beside the generated ones"},
	{"internal/api", []string{"internal/app", "internal/auth", "internal/blank", "internal/etag", "internal/fault", "internal/instant", "internal/problem", "internal/ratelimit", "internal/reply", "internal/request", "internal/retry", "internal/unique", "internal/viewer"}, "it finishes any generated server, and knows neither its entities nor where it listens"},

	{"internal/server", []string{"internal/metrics", "internal/problem", "internal/request"}, "it takes an http.Handler: neither what it serves nor the database is known to it"},
	{"internal/database", []string{"internal/fold", "internal/metrics", "internal/retry"}, "it opens and migrates, for any schema"},

	{"internal/schemadump", []string{"ent/migrate"}, "it prints the schema that the generated code wants"},
	{"ent/migrate/migrations", nil, "it carries reviewed SQL, and others apply it"},
	{"internal/telemetry", nil, "it measures, and does not know what"},
	{"internal/logging", nil, "it writes lines, whatever they say"},

	{"internal/cluster", nil, "a server that is thrown away is wanted by tests, by tools and by the review of migrations"},
	{"internal/review", nil, "it judges any folder of migrations, on any server, and knows no entity"},

	{"internal/pgtest", []string{"internal/cluster"}, "internal/database is tested with it"},
	{"internal/pgtest/cmd/withpostgres", []string{"internal/cluster", "internal/pgtest"}, "it is pgtest as a command"},
	{"internal/atlas", []string{"internal/cluster", "internal/database", "internal/review"}, "it gives the Atlas command a database to think in, and proves what comes out by applying it, over rows that the review makes"},
	{"internal/bench", []string{"internal/auth", "internal/bench/load", "internal/bench/meter", "internal/bench/report", "internal/bench/scale", "internal/bench/seed", "internal/bench/tap", "internal/cluster"}, "it measures the binary, which it starts, as a stranger would; auth signs its tokens"},
	{"internal/bench/load", nil, "it knows a server by the contract alone"},
	{"internal/bench/meter", nil, "it reads the kernel's accounts of any process"},
	{"internal/bench/raw", nil, "it is what somebody would write who has nothing of ours"},
	{"internal/bench/report", nil, "it prints what others measured"},
	{"internal/bench/scale", nil, "it knows a server by the contract, and a database by what it counts"},
	{"internal/bench/seed", nil, "it knows a table, whoever reads it"},
	{"internal/bench/tap", nil, "it counts messages, whosever they are"},
	{"internal/faults", []string{"internal/auth", "internal/cluster", "internal/faults/books", "internal/faults/proxy"}, "it breaks what the binary stands on, which it starts, as a stranger would; auth signs its tokens"},
	{"internal/faults/books", nil, "it compares what was told with what there is, whoever told it"},
	{"internal/faults/proxy", nil, "it knows messages, whatever they say"},
	{"internal/conformance", nil, "it knows a service by its document alone"},
	{"internal/e2e", nil, "it uses the binary as a stranger would"},
	{"internal/e2e/browser", nil, "it uses the docs page as a person would"},
	{"internal/recipes", nil, "it does what the pages of docs say, as a reader would"},
	{"internal/layout", nil, "it reads the others as text"},
}

// mainKnows is the only place that may import everything.
const mainKnows = "cmd/entask"

func TestImportsFollowTheTable(t *testing.T) {
	table := map[string][]string{}
	for _, row := range mayImport {
		if row.because == "" {
			t.Errorf("%s: a row needs its reason", row.folder)
		}
		table[row.folder] = row.imports
	}
	seen := map[string]bool{}
	for _, f := range sources(t, authored) {
		if f.folder == mainKnows {
			continue
		}
		allowed, ok := table[f.folder]
		if !ok && !seen[f.folder] {
			t.Errorf("%s: a new package needs a row in mayImport, with its reason", f.folder)
		}
		seen[f.folder] = true
		for _, to := range f.ours() {
			if ok && !slices.Contains(allowed, to) {
				t.Errorf("%s: must not import %s: %s may import only %q", f.path, to, f.folder, allowed)
			}
		}
	}
	for _, row := range mayImport {
		if !seen[row.folder] {
			t.Errorf("%s: the package is gone, its row in mayImport can go", row.folder)
		}
	}
}

func TestNoRowAllowsWhatIsNotUsed(t *testing.T) {
	used := graph(t)
	for _, row := range mayImport {
		for _, to := range row.imports {
			if !used[row.folder][to] {
				t.Errorf("%s no longer imports %s: take it out of its row", row.folder, to)
			}
		}
	}
}

// never lists what must not be reached, not even through other packages.
var never = []struct {
	from    []string
	to      []string
	because string
}{
	{[]string{"internal/codegen", "internal/entc"}, generated, "broken output must not stop the generator that would mend it"},
	{[]string{"internal/rest", "internal/viewer", "internal/rule"}, generated, "the schema imports them, and generated code imports the schema"},
	{[]string{"ent"}, []string{"ogent", "internal/api", "internal/server", "internal/database", "internal/config", "internal/auth"}, "the data layer serves any front: HTTP is above it"},
	{[]string{"ogent"}, []string{"internal/api", "internal/server", "internal/database", "internal/config", "internal/auth"}, "the generated server is finished by internal/api, not the other way round"},
	{[]string{"internal/auth"}, append([]string{"internal/database"}, generated...), "a token is judged without a database"},
	{[]string{"internal/api"}, append([]string{"internal/database"}, generated...), "the applications of the generator's tests are finished by it too"},
	{[]string{"internal/server"}, append([]string{"internal/database", "internal/api"}, generated...), "it takes an http.Handler"},
	{[]string{mainKnows}, workbench, "the service carries neither its generator nor its tests"},
}

func TestNothingReachesWhatItMustNot(t *testing.T) {
	g := graph(t)
	for _, rule := range never {
		for _, start := range sorted(g) {
			if !within(start, rule.from...) {
				continue
			}
			for _, way := range reach(g, start) {
				if end := way[len(way)-1]; within(end, rule.to...) && !within(end, rule.from...) {
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
