package layout

import "testing"

// workbench are the folders of those who work on the project: no part of the service.
var workbench = []string{"internal/generate", "internal/migration/atlas", "internal/migration/review/reviewtest", "internal/migration/schemadump", "internal/postgres/pgtest", "internal/proof"}

// reserved lists packages of others that only some of ours may import.
var reserved = []struct {
	packages []string // import paths, and all below them
	folders  []string // ours, and all below them
	files    func(*file) bool
	because  string
}{
	{
		[]string{"github.com/jackc/pgx", "modernc.org/sqlite", "github.com/lib/pq", "github.com/mattn/go-sqlite3", "database/sql/driver"},
		[]string{"internal/proof/bench", "internal/database", "internal/postgres/cluster", "internal/proof/faults", "internal/postgres/pgtest", "internal/migration/apply", "internal/migration/catalog", "internal/migration/review", "internal/migration/rows"}, authored,
		"one place knows which databases there are; what it is compared with does without it, and what breaks it looks past it",
	},
	{
		[]string{"github.com/ogen-go/ogen/gen", "entgo.io/ent/entc", "entgo.io/contrib", "github.com/getkin/kin-openapi", "golang.org/x/tools"},
		workbench, shipped,
		"the generator is no part of the service",
	},
	{
		[]string{"github.com/golang-jwt/jwt", "github.com/MicahParks"},
		[]string{"internal/service/auth", "internal/proof/bench/raw"}, authored,
		"one place judges tokens; what it is compared with does without it",
	},
	{
		[]string{"github.com/caarlos0/env", "github.com/joho/godotenv"},
		[]string{"internal/service/config"}, handWritten,
		"one place reads settings",
	},
	{
		[]string{"github.com/alecthomas/kong"},
		[]string{"cmd"}, handWritten,
		"commands are read in main",
	},
	{
		[]string{"github.com/redis/go-redis", "github.com/throttled/throttled"},
		[]string{"internal/service/ratelimit"}, authored,
		"Redis is for the rate limit alone: the service works without it",
	},
	{
		[]string{"testing", "net/http/httptest", module + "/internal/postgres/pgtest"},
		append([]string{"ent/enttest"}, workbench...), shipped,
		"tests are no part of the service",
	},
	{
		[]string{"os/exec"},
		append([]string{"internal/postgres/cluster", "internal/migration/review"}, workbench...), shipped,
		"the image holds no other program: its binary is built without the review",
	},
	{
		[]string{"C", "plugin"},
		nil, handWritten,
		"the binary is static and is built without a C compiler",
	},
	{
		[]string{"math/rand"},
		[]string{"internal/service/auth", "internal/service/live", "internal/proof/bench", "internal/runtime/retry", "internal/generate/load/ask"}, authored,
		"nothing here is worth guessable numbers, but a load and questions that are the same each time, and the pause before something is tried again or a stream is opened again",
	},
	{
		[]string{"unsafe"},
		nil, authored,
		"nothing here is worth broken memory",
	},
}

func TestReservedPackages(t *testing.T) {
	for _, rule := range reserved {
		for _, f := range sources(t, rule.files) {
			for _, p := range f.imports() {
				if within(p, rule.packages...) && !within(f.folder, rule.folders...) {
					t.Errorf("%s: only %q may import %s: %s", f.path, rule.folders, p, rule.because)
				}
			}
		}
	}
}
