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
func (s subject) open(ctx context.Context, e env) (*opened, error) {
	if n := len([]rune(s.Sub)); strings.TrimSpace(s.Sub) == "" || n > longestSubject {
		return nil, usageError{fmt.Errorf("--sub: must have 1 to %d characters, not %d, and not only white space", longestSubject, n)}
	}
	cfg, err := config.Load(e.getenv, ".", config.ForMigrate)
	if err != nil {
		return nil, err
	}
	audited, err := openAudit(e, cfg)
	if err != nil {
		return nil, err
	}
	db, err := connect(ctx, cfg)
	if err != nil {
		return nil, errors.Join(err, audited.close())
	}
	o := &opened{ogent.NewUserData(db.Driver()), db, audited}
	if err := sameSchema(ctx, db); err != nil {
		return nil, errors.Join(err, o.close())
	}
	return o, nil
}

// opened is what a command about a user works with.
type opened struct {
	userdata.Data

	db      *database.DB
	audited auditing
}

func (o *opened) close() error { return errors.Join(o.db.Close(), o.audited.close()) }

// sameSchema returns an error unless the database has the schema of this binary. A SQLite
// gets it.
func sameSchema(ctx context.Context, db *database.DB) error {
	if db.Dialect() == dialect.SQLite {
		return db.Create(ctx, schema.Tables, schema.RowSecurity)
	}
	return knowsAll(apply.ReadStatus(ctx, db, migrations.FS))
}

// knowsAll returns an error unless a PostgreSQL has exactly the migrations of this binary.
func knowsAll(s apply.Status, err error) error {
	switch {
	case err != nil:
		return err
	case len(s.Ahead) > 0:
		return fmt.Errorf("the database has migrations that this program does not know (%s): use the release that applied them", strings.Join(s.Ahead, ", "))
	default:
		return s.Fault()
	}
}
