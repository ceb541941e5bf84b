package layout

import (
	"go/ast"
	"path"
	"regexp"
	"strings"
	"testing"
)

// words lists names that only some files may use.
var words = []struct {
	name    string            // pattern of package.Name, the package by its import path
	allowed map[string]string // pattern of a file's path (see path.Match) or a folder, to the reason
	because string
}{
	{
		`net/http\.Status([A-SU-Z].*|T(ea|em|oo).*)`, // all but StatusText
		map[string]string{
			"internal/service/audit/audit.go":   "tells what was refused from what was done",
			"internal/service/api/errors.go":    "the table from errors to statuses",
			"internal/service/api/unchanged.go": "answers instead of a content that the client has",
			"internal/service/live":             "reads our own answers, and ends streams with problem documents",
			"internal/service/mcp":              "reads our own answers, and makes problem documents of the SDK's",
			"internal/service/server":           "what answers before or instead of the API",
			"internal/proof/bench/raw":          "is an API of its own, to compare with",
			"internal/proof/conformance":        "expects the answers that the document promises",
			"internal/service/auth/fetch.go":    "reads the auth server's answer",
			"cmd/entask/healthcheck.go":         "reads our own answer",
		},
		"one table says which error is which status",
	},
	{
		`os\.(Getenv|LookupEnv|Environ|ExpandEnv|Setenv|Unsetenv)`,
		map[string]string{
			"cmd":                                 "hands the environment to run, and that to internal/service/config",
			"internal/generate/ogen/externals.go": "tells go/packages who answers it",
			"internal/migration/atlas":            "starts another program",
			"internal/proof/bench":                "starts other programs",
			"internal/postgres/cluster":           "finds PostgreSQL's programs",
			"internal/postgres/pgtest":            "finds a server for tests",
		},
		"what the environment decides can be read in one place",
	},
	{
		`os\.Exit|runtime\.Goexit`,
		map[string]string{
			"cmd/*/main.go":                                     "main turns the error into a status",
			"internal/migration/atlas/main.go":                  "main turns the error into a status",
			"internal/proof/bench/main.go":                      "main turns the error into a status",
			"internal/proof/faults/main.go":                     "main turns the error into a status",
			"internal/proof/bench/raw/main.go":                  "main turns the error into a status",
			"internal/migration/schemadump/main.go":             "main turns the error into a status",
			"internal/generate/entc/main.go":                    "main turns the error into a status",
			"internal/generate/llms/main.go":                    "main turns the error into a status",
			"internal/generate/newentity/main.go":               "main turns the error into a status",
			"internal/postgres/pgtest/cmd/withpostgres/main.go": "main turns the error into a status",
		},
		"below main a failure is a returned error, so that what was opened gets closed",
	},
	{
		`panic`,
		map[string]string{
			"internal/service/server/recover.go": "passes http.ErrAbortHandler on, which is how net/http breaks a connection",
		},
		"a failure is a returned error",
	},
	{
		`net/http\.(Default.*|Get|Post|Head|PostForm|ListenAndServe.*|Handle|HandleFunc|Error|NotFound)`,
		map[string]string{
			"cmd/entask/healthcheck.go": "one request, with a deadline",
		},
		"clients and servers have timeouts, and every error is a problem document",
	},
	{
		`log\..*`,
		nil,
		"there is one log, log/slog",
	},
	{
		`time\.Local|os\.Chdir|fmt\.Print(f|ln)?|println|print`,
		nil,
		"a process-wide state or a stray line belongs to nobody",
	},
}

func TestWordsStayWhereTheyBelong(t *testing.T) {
	for _, rule := range words {
		pattern := regexp.MustCompile(`^(?:` + rule.name + `)$`)
		for _, f := range sources(t, authored) {
			if allows(rule.allowed, f) {
				continue
			}
			for name, node := range f.names() {
				if pattern.MatchString(name) {
					t.Errorf("%s:%d: %s is not for this file: %s", f.path, positions.Position(node.Pos()).Line, name, rule.because)
				}
			}
		}
	}
}

func TestEveryAllowanceIsUsed(t *testing.T) {
	for _, rule := range words {
		pattern := regexp.MustCompile(`^(?:` + rule.name + `)$`)
		for where, why := range rule.allowed {
			used, exists := false, false
			for _, f := range sources(t, authored) {
				if !allows(map[string]string{where: why}, f) {
					continue
				}
				exists = true
				for name := range f.names() {
					used = used || pattern.MatchString(name)
				}
			}
			if exists && !used { // an application of one's own has fewer folders
				t.Errorf("%s has no need of %s any more: take out its allowance", where, rule.name)
			}
		}
	}
}

func allows(allowed map[string]string, f *file) bool {
	for where := range allowed {
		if ok, _ := path.Match(where, f.path); ok || within(f.folder, where) {
			return true
		}
	}
	return false
}

// names yields what f uses of other packages, as import/path.Name, and the
// built-in functions that it calls.
func (f *file) names() func(yield func(string, ast.Node) bool) {
	return func(yield func(string, ast.Node) bool) {
		paths := map[string]string{}
		for i, p := range f.imports() {
			name := path.Base(p)
			if spec := f.syntax.Imports[i]; spec.Name != nil {
				name = spec.Name.Name
			}
			paths[name] = p
		}
		done := false
		ast.Inspect(f.syntax, func(node ast.Node) bool {
			if done {
				return false
			}
			switch n := node.(type) {
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok && paths[x.Name] != "" {
					done = !yield(paths[x.Name]+"."+n.Sel.Name, n)
				}
			case *ast.CallExpr:
				if fun, ok := n.Fun.(*ast.Ident); ok && strings.ToLower(fun.Name) == fun.Name {
					done = !yield(fun.Name, n)
				}
			}
			return !done
		})
	}
}
