package statement_test

import (
	"slices"
	"testing"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"

	"github.com/entask/entask/internal/runtime/returning"
	"github.com/entask/entask/internal/runtime/statement"
)

// TestUpdateAsEnt holds an update to the text and the arguments of Ent's.
func TestUpdateAsEnt(t *testing.T) {
	flip := func(u *sql.UpdateBuilder) {
		u.Set("done", sql.ExprFunc(func(b *sql.Builder) { b.WriteString("NOT ").Ident("done") }))
	}
	for name, change := range map[string]struct {
		ours func(*statement.Writer)
		ents func(*sql.UpdateBuilder)
	}{
		"set":     {func(w *statement.Writer) { w.Set("title", "a") }, func(u *sql.UpdateBuilder) { u.Set("title", "a") }},
		"add":     {func(w *statement.Writer) { w.Add("version", 1) }, func(u *sql.UpdateBuilder) { u.Add("version", 1) }},
		"clear":   {func(w *statement.Writer) { w.Clear("due") }, func(u *sql.UpdateBuilder) { u.SetNull("due") }},
		"flip":    {func(w *statement.Writer) { w.Flip("done") }, flip},
		"nothing": {func(*statement.Writer) {}, func(*sql.UpdateBuilder) {}},
		"all": {
			func(w *statement.Writer) { w.Clear("due"); w.Set("title", "a"); w.Add("version", 1); w.Flip("done") },
			func(u *sql.UpdateBuilder) { u.SetNull("due").Set("title", "a").Add("version", 1); flip(u) },
		},
	} {
		t.Run(name, func(t *testing.T) {
			predicates := []predicate{statement.EQ("user_id", "ann"), statement.In("version", 1, 2)}
			build := sql.Dialect(dialect.Postgres)
			rows := build.Select().From(build.Table("tasks"))
			for _, p := range predicates {
				p(rows)
			}
			u := build.Update("tasks").Where(sql.EQ(build.Table("tasks").C("id"), 7)).FromSelect(rows)
			change.ents(u)
			returning.Columns("id", "id", "user_id", "title")(u)
			want, args := u.Query()
			w := statement.Write(tasks, dialect.Postgres)
			change.ours(w)
			got, ok := statement.Update(w, "id", 7, predicates)
			if !ok || flat.Replace(got.Text) != flat.Replace(want) || !slices.Equal(got.Args, args) {
				t.Errorf("got  %s %v (%t)\nwant %s %v", got.Text, got.Args, ok, want, args)
			}
			got.Release()
		})
	}
}

// TestUpdatesLeftToEnt: an update is Ent's to write where one part of it is.
func TestUpdatesLeftToEnt(t *testing.T) {
	p := statement.EQ("user_id", "ann")
	for name, tc := range map[string]struct {
		change     func(*statement.Writer)
		predicates []predicate
	}{
		"an expression":      {func(w *statement.Writer) { w.Set("title", sql.Raw("now()")) }, []predicate{p}},
		"NULL":               {func(w *statement.Writer) { w.Set("title", nil) }, []predicate{p}},
		"an expression more": {func(w *statement.Writer) { w.Add("version", sql.Raw("1")) }, []predicate{p}},
		"one of Ent":         {func(w *statement.Writer) { w.Set("title", "a") }, []predicate{p, sql.FieldEQ("title", "b")}},
	} {
		t.Run(name, func(t *testing.T) {
			w := statement.Write(tasks, dialect.Postgres)
			tc.change(w)
			if got, ok := statement.Update(w, "id", 7, tc.predicates); ok {
				t.Errorf("got %s %v", got.Text, got.Args)
			}
		})
	}
	if statement.Write(tasks, dialect.SQLite) != nil {
		t.Error("a Writer for SQLite")
	}
}
