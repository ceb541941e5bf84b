package cost

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"
	"testing"

	"entgo.io/ent/dialect"

	bulk "github.com/entask/entask/internal/generate/testdata/bulk/ent"
	bulkmigrate "github.com/entask/entask/internal/generate/testdata/bulk/ent/migrate"
	_ "github.com/entask/entask/internal/generate/testdata/bulk/ent/runtime"
	bulkhandler "github.com/entask/entask/internal/generate/testdata/bulk/handler"
	bulkrest "github.com/entask/entask/internal/generate/testdata/bulk/ogent"
	typed "github.com/entask/entask/internal/generate/testdata/types/ent"
	typedmigrate "github.com/entask/entask/internal/generate/testdata/types/ent/migrate"
	_ "github.com/entask/entask/internal/generate/testdata/types/ent/runtime"
	typedrest "github.com/entask/entask/internal/generate/testdata/types/ogent"
	"github.com/entask/entask/internal/proof/harness"
	"github.com/entask/entask/internal/runtime/app"
	"github.com/entask/entask/internal/service/logging"
	"github.com/entask/entask/internal/service/server"
)

// service is an application behind the whole server, in this process.
type service struct {
	name       string
	handler    http.Handler
	operations []operation
	create     string                   // a path that takes a body
	batch      string                   // a path that takes many such bodies, or ""
	body       func(text string) string // a good one with a text in it
	user, own  string                   // who asks, and the id of a row of his
	made       int                      // requests
	tariff     tariff
}

// operation is one of a document, with the names that it knows.
type operation struct {
	method, path   string
	query, members []string
	hasBody, batch bool
}

// services are those that are tried: one with fields of every type, and one with batches
// and operations written by hand. What the first stores and returns is what a good request
// costs; the second has only short texts.
func services(tb testing.TB) (types, batches *service) {
	tb.Helper()
	types = newService(tb, harness.Application{
		Tables: typedmigrate.Tables, RowSecurity: typedmigrate.RowSecurity,
		New: func(drv dialect.Driver, once app.Once) app.App {
			return typedrest.NewApp(&typedrest.CRUD{Client: typed.NewClient(typed.Driver(drv)), Once: once})
		},
	}, typedrest.Document, &service{
		name: "types", create: "/api/optionals",
		body: func(text string) string { return `{"pointer": "` + text + `"}` },
	})
	batches = newService(tb, harness.Application{
		Tables: bulkmigrate.Tables, RowSecurity: bulkmigrate.RowSecurity,
		New: func(drv dialect.Driver, once app.Once) app.App {
			return bulkrest.NewApp(bulkhandler.New(bulk.NewClient(bulk.Driver(drv)), once))
		},
	}, bulkrest.Document, &service{
		name: "batches", create: "/api/receipts", batch: "/api/receipts/batch",
		body: func(text string) string { return `{"text": "` + text + `"}` },
	})
	bulk.ReceiptQuota.Rows = 1 << 30 // batches of valid rows are tried, not refusals
	types.learn(tb)
	batches.learn(tb)
	batches.tariff.request, batches.tariff.kilobyte = types.tariff.request, types.tariff.kilobyte
	return types, batches
}

// newService completes a service with an empty database.
func newService(tb testing.TB, of harness.Application, document []byte, s *service) *service {
	tb.Helper()
	handler, _ := of.Start(tb, harness.SQLite)
	logger, _ := logging.New(io.Discard, logging.Options{Level: slog.LevelInfo})
	whole, err := server.New(server.Options{API: handler, CORS: server.CORS{Origins: []string{"http://localhost:3000"}}, Logger: logger})
	if err != nil {
		tb.Fatal(err)
	}
	s.handler = whole.Handler()
	s.operations = operationsOf(tb, document)
	return s
}

// perUser is how many requests are made for one user, so that no list becomes long.
const perUser = 50

// next takes care that the user who asks has few rows, and at least one.
func (s *service) next(tb testing.TB) {
	tb.Helper()
	if s.made++; s.made%perUser != 1 {
		return
	}
	s.user = fmt.Sprintf("user-%d", s.made)
	w := harness.Send(tb, s.handler, s.user, http.MethodPost, s.create, s.body("a"))
	s.own = path.Base(w.Header().Get("Location"))
}

// post returns a good request with a body.
func (s *service) post(path, body string) []byte {
	return fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer somebody\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", path, len(body), body)
}

// operation returns the operation of a method and path.
func (s *service) operation(method, path string) *operation {
	i := slices.IndexFunc(s.operations, func(op operation) bool { return op.method == method && op.path == path })
	return &s.operations[i]
}

// operationsOf reads what a document says of its operations.
func operationsOf(tb testing.TB, document []byte) (all []operation) {
	tb.Helper()
	var doc struct {
		Paths      map[string]map[string]json.RawMessage
		Components struct {
			Schemas map[string]struct {
				Properties map[string]json.RawMessage
			}
		}
	}
	if err := json.Unmarshal(document, &doc); err != nil {
		tb.Fatal(err)
	}
	members := map[string]bool{}
	for _, schema := range doc.Components.Schemas {
		for name := range schema.Properties {
			members[name] = true
		}
	}
	known := slices.Sorted(maps.Keys(members))
	for _, path := range slices.Sorted(maps.Keys(doc.Paths)) {
		for _, method := range slices.Sorted(maps.Keys(doc.Paths[path])) {
			if method == "parameters" {
				continue
			}
			var of struct {
				Parameters  []struct{ Name, In string }
				RequestBody *struct{}
			}
			if err := json.Unmarshal(doc.Paths[path][method], &of); err != nil {
				tb.Fatal(err)
			}
			op := operation{
				method: strings.ToUpper(method), path: path, members: known,
				hasBody: of.RequestBody != nil, batch: strings.HasSuffix(path, "/batch"),
			}
			for _, p := range of.Parameters {
				if p.In == "query" {
					op.query = append(op.query, p.Name)
				}
			}
			all = append(all, op)
		}
	}
	return all
}
