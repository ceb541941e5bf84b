package edges

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"entgo.io/ent/dialect/sql/schema"
	"entgo.io/ent/schema/field"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/generate/testdata/graph/ent/migrate"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/proof/harness"
)

// TestWallOfLinks runs SQL as the role that serves: no foreign key and no join table can
// link a row to one of another user.
func TestWallOfLinks(t *testing.T) {
	url := pgtest.NewDatabase(t)
	w := wall{owner: harness.Connect(t, pgtest.Direct(url))}
	if err := w.owner.Create(t.Context(), migrate.Tables, migrate.RowSecurity); err != nil {
		t.Fatal(err)
	}
	w.fill(t)
	w.service = harness.Connect(t, pgtest.AsService(t, url))
	for _, table := range migrate.Tables {
		for i, key := range table.ForeignKeys {
			name := table.Name + "." + leads(key).Name
			switch {
			case joins(table):
				t.Run(name, func(t *testing.T) { w.testJoin(t, table, i) })
			case owned(table) && owned(key.RefTable):
				t.Run(name, func(t *testing.T) { w.testKey(t, table, key) })
			}
		}
	}
}

// wall is a database with rows of Ann and Bob, for the role that migrates and the one that
// serves.
type wall struct{ owner, service *database.DB }

// fill creates the first row of each user in each table, and a second one in tables without
// required links.
func (w wall) fill(t *testing.T) {
	t.Helper()
	var first, then []string
	for _, table := range slices.DeleteFunc(slices.Clone(migrate.Tables), func(table *schema.Table) bool { return !owned(table) || joins(table) }) {
		for _, user := range []string{"ann", "bob"} {
			if slices.ContainsFunc(table.ForeignKeys, func(key *schema.ForeignKey) bool { return !leads(key).Nullable }) {
				then = append(then, insert(table, row(table, user, 1), user, "", ""))
			} else {
				first = append(first, insert(table, row(table, user, 1), user, "", ""), insert(table, row(table, user, 2), user, "", ""))
			}
		}
	}
	for _, statement := range append(first, then...) {
		if err := w.owner.Driver().Exec(t.Context(), statement, []any{}, nil); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

// The SQLSTATEs of a refusal: by a policy, and by a foreign key.
const (
	refused = "42501"
	missing = "23503"
)

// testKey tries all targets of a foreign key, with every statement that writes it.
func (w wall) testKey(t *testing.T, table *schema.Table, key *schema.ForeignKey) {
	t.Helper()
	column := leads(key).Name
	mine, theirs, none := row(key.RefTable, "ann", 2), row(key.RefTable, "bob", 2), "'"+uuid.NewString()+"'"
	writes := []func(string) string{
		func(to string) string { return insert(table, "gen_random_uuid()", "ann", column, to) },
		func(to string) string {
			return fmt.Sprintf("UPDATE %s SET %s = %s WHERE id = %s", table.Name, column, to, row(table, "ann", 1))
		},
		func(to string) string {
			return insert(table, row(table, "ann", 1), "ann", "", "") + fmt.Sprintf(" ON CONFLICT (user_id, id) DO UPDATE SET %s = %s", column, to)
		},
	}
	for _, write := range writes {
		try(t, w.service, "ann", write(mine), "")
		try(t, w.service, "ann", write(theirs), missing)
		try(t, w.service, "ann", write(none), missing)
		try(t, w.owner, "ann", write(mine), "") // where one role does everything
		try(t, w.owner, "ann", write(theirs), missing)
		try(t, w.owner, "", write(theirs), missing) // a migration
		if leads(key).Nullable {
			try(t, w.service, "ann", write("NULL"), "")
		}
	}
	try(t, w.service, "", writes[0](mine), refused)
	try(t, w.service, "bob", writes[0](theirs), refused)
}

// testJoin tries all targets of one column of a join table.
func (w wall) testJoin(t *testing.T, table *schema.Table, i int) {
	t.Helper()
	write := func(user string) string {
		var ids []string
		for _, key := range table.ForeignKeys {
			ids = append(ids, row(key.RefTable, "ann", 1))
		}
		ids[i] = row(table.ForeignKeys[i].RefTable, user, 2)
		return fmt.Sprintf("INSERT INTO %s (%s, %s) VALUES (%s)", table.Name, table.Columns[0].Name, table.Columns[1].Name, strings.Join(ids, ", "))
	}
	of := func(owner, statement string) string {
		return strings.Replace(strings.Replace(statement, ") VALUES", ", user_id) VALUES", 1), "')", "', '"+owner+"')", 1)
	}
	try(t, w.service, "ann", write("ann"), "")
	try(t, w.service, "ann", write("bob"), missing)
	try(t, w.service, "ann", of("bob", write("bob")), refused)
	try(t, w.service, "bob", write("bob"), missing)
	try(t, w.service, "bob", of("ann", write("ann")), refused)
	try(t, w.service, "", write("ann"), missing)     // the rows of nobody
	try(t, w.owner, "", of("ann", write("ann")), "") // a migration
	try(t, w.owner, "", of("ann", write("bob")), missing)
}

// try runs a statement for a user, or "" for nobody, and rolls it back. It expects a
// SQLSTATE, or "" for success.
func try(t *testing.T, db *database.DB, user, statement, want string) {
	t.Helper()
	ctx := t.Context()
	if user != "" {
		ctx = as(ctx, user)
	}
	tx, err := db.Driver().Tx(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	got := ""
	if err = tx.Exec(ctx, statement, []any{}, nil); err != nil {
		got = err.Error()
	}
	if pgErr, ok := errors.AsType[*pgconn.PgError](err); ok {
		got = pgErr.Code
	}
	if got != want {
		t.Errorf("%s, as %q: got %v, want %q", statement, user, err, want)
	}
}

// insert creates a row of a user with all required values. If column is not "", it has that
// value.
func insert(table *schema.Table, id, user, column, value string) string {
	var columns, values []string
	for _, c := range table.Columns {
		v := map[field.Type]string{field.TypeTime: "now()", field.TypeString: "left(gen_random_uuid()::text, 18)"}[c.Type] // a name may be unique
		at := slices.IndexFunc(table.ForeignKeys, func(key *schema.ForeignKey) bool { return leads(key) == c })
		switch {
		case c.Name == column:
			v = value
		case c.Name == "id":
			v = id
		case c.Name == "user_id":
			v = "'" + user + "'"
		case c.Nullable || c.Default != nil:
			continue
		case at >= 0:
			v = row(table.ForeignKeys[at].RefTable, user, 1)
		}
		columns, values = append(columns, c.Name), append(values, v)
	}
	return fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)", table.Name, strings.Join(columns, ", "), strings.Join(values, ", "))
}

// row is the id of a user's row.
func row(table *schema.Table, user string, n int) string {
	return fmt.Sprintf("'%s'", uuid.NewSHA1(uuid.Nil, fmt.Appendf(nil, "%s %s %d", table.Name, user, n)))
}

// leads is the column that holds the id of another row; before it is the owner's.
func leads(key *schema.ForeignKey) *schema.Column { return key.Columns[len(key.Columns)-1] }

// joins says whether it is a join table, which has no id.
func joins(table *schema.Table) bool { return table.Columns[0].Name != "id" }

func owned(table *schema.Table) bool {
	return slices.ContainsFunc(table.Columns, func(c *schema.Column) bool { return c.Name == "user_id" })
}
