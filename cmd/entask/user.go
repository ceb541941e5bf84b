package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"entgo.io/ent/dialect"

	schema "github.com/entask/entask/ent/migrate"
	"github.com/entask/entask/ent/migrate/migrations"
	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/migration/apply"
	"github.com/entask/entask/internal/runtime/userdata"
	"github.com/entask/entask/internal/service/config"
	"github.com/entask/entask/ogent"
)

type userCmd struct {
	Export userExportCmd `cmd:"" help:"Print all that is kept of a user, as lines of JSON."`
	Erase  userEraseCmd  `cmd:"" help:"Delete all that is kept of a user."`
}

// subject is the user that a command is about.
type subject struct {
	Sub string `required:"" help:"The user's id: the subject of the user's tokens."`
}

// longestSubject is how many characters the owner of a row has at most.
const longestSubject = 255

// open opens the database of the settings, which must have exactly the tables that this
// binary knows: of a table that it does not know it would export and erase nothing.
func (s subject) open(ctx context.Context, e env) (*database.DB, userdata.Data, error) {
	if n := len([]rune(s.Sub)); strings.TrimSpace(s.Sub) == "" || n > longestSubject {
		return nil, userdata.Data{}, usageError{fmt.Errorf("--sub: must have 1 to %d characters, not %d, and not only white space", longestSubject, n)}
	}
	cfg, err := config.Load(e.getenv, ".", config.ForMigrate)
	if err != nil {
		return nil, userdata.Data{}, err
	}
	db, err := connect(ctx, cfg, nil)
	if err != nil {
		return nil, userdata.Data{}, err
	}
	if err := sameSchema(ctx, db); err != nil {
		return nil, userdata.Data{}, errors.Join(err, db.Close())
	}
	return db, ogent.NewUserData(db.Driver()), nil
}

// sameSchema returns an error unless the database has the schema of this binary. A SQLite
// gets it.
func sameSchema(ctx context.Context, db *database.DB) error {
	if db.Dialect() == dialect.SQLite {
		return db.Create(ctx, schema.Tables, schema.RowSecurity)
	}
	s, err := apply.ReadStatus(ctx, db, migrations.FS)
	switch {
	case err != nil:
		return err
	case len(s.Ahead) > 0:
		return fmt.Errorf("the database has migrations that this program does not know (%s): use the release that applied them", strings.Join(s.Ahead, ", "))
	default:
		return s.Fault()
	}
}
