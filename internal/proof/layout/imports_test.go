package layout

import (
	"slices"
	"testing"
)

// generated are the trees that go generate writes. The schema is in one of them
// and written by hand.
var generated = []string{"ent", "ogent"}

// workbench are the commands for whoever works on the project.
var workbench = []string{"internal/migration/atlas", "internal/proof/bench", "internal/generate", "internal/proof/conformance", "internal/generate/entc", "internal/proof/faults", "internal/generate/newentity", "internal/postgres/pgtest", "internal/migration/schemadump"}

// mayImport lists, for every package written by hand, which of our packages it
// may import. Its order is that of the arrows: a package imports only from above.
// Tests are free, except as reserved says.
var mayImport = []struct {
	folder  string
	imports []string
	because string
}{
	{".", nil, "it only says how to generate"},

	{"internal/runtime/retry", nil, "one rule, for whoever repeats anything"},
	{"internal/runtime/viewer", nil, "who is asking is known to all, so it knows nobody"},
	{"internal/runtime/problem", nil, "every layer answers with it"},
	{"internal/runtime/request", nil, "every layer may ask what the request was"},
	{"internal/runtime/fault", nil, "generated code returns it, so it knows no HTTP and no entity"},
	{"internal/runtime/instant", nil, "one clock for the schema, the generator and generated code"},
	{"internal/runtime/reply", []string{"internal/runtime/instant", "internal/runtime/request"}, "generated code writes with it, and it knows no entity"},
	{"internal/runtime/etag", nil, "it only reads and writes a header"},
	{"internal/runtime/unique", []string{"internal/runtime/fault"}, "it names what is taken, of any entity"},
	{"internal/runtime/metrics", nil, "whoever counts offers its numbers with it"},
	{"internal/runtime/app", []string{"internal/runtime/reply", "internal/runtime/unique"}, "generated code offers it, and internal/service/api asks for it"},
	{"internal/runtime/blank", nil, "it is one definition of what shows, for the schema and for what is said of a request"},
	{"internal/rest", []string{"internal/runtime/blank"}, "annotations are read by schema and generator alike"},
	{"internal/runtime/relation", []string{"internal/runtime/fault", "internal/runtime/viewer"}, "it says whose a link's end is, for any entity"},
	{"internal/runtime/fold", nil, "it is one definition of case, for what is stored and what is looked for"},
	{"internal/runtime/filter", []string{"internal/runtime/fold", "internal/runtime/statement"}, "comparisons, for any entity, which a statement may write"},
	{"internal/runtime/value", nil, "it moves values of types that it does not know"},
	{"internal/runtime/returning", nil, "it is Ent's UPDATE in one statement, for any entity"},
	{"internal/runtime/rows", nil, "it spares queries what is the same for all of them, of any entity"},
	{"internal/runtime/batch", []string{"internal/runtime/fault"}, "it refuses operations on many rows, of any entity"},
	{"internal/service/config", nil, "settings are plain values, so that nothing has to be started to check them"},
	{"internal/service/ratelimit", []string{"internal/runtime/metrics"}, "it counts keys and does not know what they stand for"},
	{"internal/runtime/statement", nil, "it writes SQL of any entity"},
	{"internal/runtime/condition", []string{"internal/runtime/etag", "internal/runtime/fault", "internal/runtime/statement"}, "it puts conditions on a row, of any entity"},
	{"internal/runtime/page", []string{"internal/runtime/fault", "internal/runtime/statement"}, "a cursor can be refused"},
	{"internal/service/auth", []string{"internal/runtime/metrics", "internal/runtime/viewer"}, "token to viewer, and no database"},
	{"internal/runtime/rule", []string{"internal/runtime/statement", "internal/runtime/viewer"}, "a rule decides by the viewer alone"},

	{"internal/generate", []string{"internal/runtime/blank", "internal/runtime/instant", "internal/runtime/reply", "internal/rest"}, "it knows no entity by name, and broken output can always be generated anew"},
	{"internal/generate/entc", []string{"internal/generate"}, "it is the generator's main"},
	{"internal/generate/newentity", []string{"internal/generate"}, "it writes a schema to start from, called as the generator allows"},

	{"ent/schema", []string{"internal/runtime/instant", "internal/rest", "internal/runtime/rule", "internal/runtime/viewer"}, "what is written of the data, before anything is generated from it"},

	{"internal/service/idempotency", []string{"ent", "ent/idempotencykey", "internal/runtime/app", "internal/runtime/fault", "internal/runtime/instant", "internal/runtime/reply", "internal/runtime/request", "internal/runtime/retry", "internal/runtime/viewer"}, "it keeps answers, whoever made them"},
	{"internal/service/handler", []string{"ent", "internal/runtime/app", "ogent"}, "operations that are written by hand stand beside the generated ones"},
	{"internal/service/api", []string{"internal/runtime/app", "internal/service/auth", "internal/runtime/blank", "internal/runtime/etag", "internal/runtime/fault", "internal/runtime/instant", "internal/runtime/problem", "internal/service/ratelimit", "internal/runtime/reply", "internal/runtime/request", "internal/runtime/retry", "internal/runtime/unique", "internal/runtime/viewer"}, "it finishes any generated server, and knows neither its entities nor where it listens"},

	{"internal/service/server", []string{"internal/runtime/metrics", "internal/runtime/problem", "internal/runtime/request"}, "it takes an http.Handler: neither what it serves nor the database is known to it"},
	{"internal/database", []string{"internal/runtime/fold", "internal/runtime/metrics", "internal/runtime/retry"}, "it opens and migrates, for any schema"},

	{"internal/migration/schemadump", []string{"ent/migrate"}, "it prints the schema that the generated code wants"},
	{"ent/migrate/migrations", nil, "it carries reviewed SQL, and others apply it"},
	{"internal/service/telemetry", nil, "it measures, and does not know what"},
	{"internal/service/logging", nil, "it writes lines, whatever they say"},

	{"internal/postgres/cluster", nil, "a server that is thrown away is wanted by tests, by tools and by the review of migrations"},
	{"internal/migration/review", nil, "it judges any folder of migrations, on any server, and knows no entity"},

	{"internal/postgres/pgtest", []string{"internal/postgres/cluster"}, "internal/database is tested with it"},
	{"internal/postgres/pgtest/cmd/withpostgres", []string{"internal/postgres/cluster", "internal/postgres/pgtest"}, "it is pgtest as a command"},
	{"internal/migration/atlas", []string{"internal/postgres/cluster", "internal/database", "internal/migration/review"}, "it gives the Atlas command a database to think in, and proves what comes out by applying it, over rows that the review makes"},
	{"internal/proof/bench", []string{"internal/service/auth", "internal/proof/bench/load", "internal/proof/bench/meter", "internal/proof/bench/report", "internal/proof/bench/scale", "internal/proof/bench/seed", "internal/proof/bench/tap", "internal/postgres/cluster"}, "it measures the binary, which it starts, as a stranger would; auth signs its tokens"},
	{"internal/proof/bench/load", nil, "it knows a server by the contract alone"},
	{"internal/proof/bench/meter", nil, "it reads the kernel's accounts of any process"},
	{"internal/proof/bench/raw", nil, "it is what somebody would write who has nothing of ours"},
	{"internal/proof/bench/report", nil, "it prints what others measured"},
	{"internal/proof/bench/scale", nil, "it knows a server by the contract, and a database by what it counts"},
	{"internal/proof/bench/seed", nil, "it knows a table, whoever reads it"},
	{"internal/proof/bench/tap", nil, "it counts messages, whosever they are"},
	{"internal/proof/faults", []string{"internal/service/auth", "internal/postgres/cluster", "internal/proof/faults/books", "internal/proof/faults/proxy"}, "it breaks what the binary stands on, which it starts, as a stranger would; auth signs its tokens"},
	{"internal/proof/faults/books", nil, "it compares what was told with what there is, whoever told it"},
	{"internal/proof/faults/proxy", nil, "it knows messages, whatever they say"},
	{"internal/proof/conformance", nil, "it knows a service by its document alone"},
	{"internal/proof/e2e", nil, "it uses the binary as a stranger would"},
	{"internal/proof/e2e/browser", nil, "it uses the docs page as a person would"},
	{"internal/proof/recipes", nil, "it does what the pages of docs say, as a reader would"},
	{"internal/proof/layout", nil, "it reads the others as text"},
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
	{[]string{"internal/generate", "internal/generate/entc"}, generated, "broken output must not stop the generator that would mend it"},
	{[]string{"internal/rest", "internal/runtime/viewer", "internal/runtime/rule"}, generated, "the schema imports them, and generated code imports the schema"},
	{[]string{"ent"}, []string{"ogent", "internal/service/api", "internal/service/server", "internal/database", "internal/service/config", "internal/service/auth"}, "the data layer serves any front: HTTP is above it"},
	{[]string{"ogent"}, []string{"internal/service/api", "internal/service/server", "internal/database", "internal/service/config", "internal/service/auth"}, "the generated server is finished by internal/service/api, not the other way round"},
	{[]string{"internal/service/auth"}, append([]string{"internal/database"}, generated...), "a token is judged without a database"},
	{[]string{"internal/service/api"}, append([]string{"internal/database"}, generated...), "the applications of the generator's tests are finished by it too"},
	{[]string{"internal/service/server"}, append([]string{"internal/database", "internal/service/api"}, generated...), "it takes an http.Handler"},
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
