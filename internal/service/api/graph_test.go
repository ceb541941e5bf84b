package api_test

import (
	"entgo.io/ent/dialect"

	graph "github.com/entask/entask/internal/generate/testdata/graph/ent"
	graphmigrate "github.com/entask/entask/internal/generate/testdata/graph/ent/migrate"
	_ "github.com/entask/entask/internal/generate/testdata/graph/ent/runtime"
	graphrest "github.com/entask/entask/internal/generate/testdata/graph/ogent"
	"github.com/entask/entask/internal/proof/harness"
	"github.com/entask/entask/internal/runtime/app"
)

// graphApp is the application whose entities lead to each other.
var graphApp = harness.Application{
	Tables: graphmigrate.Tables, RowSecurity: graphmigrate.RowSecurity,
	New: func(drv dialect.Driver, once app.Once) app.App {
		return graphrest.NewApp(&graphrest.CRUD{Client: graph.NewClient(graph.Driver(drv)), Once: once})
	},
}
