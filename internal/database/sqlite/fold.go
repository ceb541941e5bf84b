package sqlite

import (
	"database/sql/driver"

	"modernc.org/sqlite"

	"github.com/entask/entask/internal/runtime/fold"
)

// folded is the error of registering the function fold, which filter.Search calls, or nil.
var folded = sqlite.RegisterDeterministicScalarFunction("fold", 1,
	func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
		switch v := args[0].(type) {
		case string:
			return fold.String(v), nil
		case []byte:
			return fold.String(string(v)), nil
		}
		return args[0], nil
	})
