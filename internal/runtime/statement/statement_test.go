package statement_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"pgregory.net/rapid"

	"github.com/entask/entask/internal/runtime/statement"
)

type predicate = func(*sql.Selector)

var tasks = statement.NewTable("tasks", "id", "user_id", "title")

// flat takes brackets out: Ent puts some around ANDs.
var flat = strings.NewReplacer("(", "", ")", "")

// byEnt is the statement as Ent writes it.
func byEnt(all ...predicate) (string, []any) {
	build := sql.Dialect(dialect.Postgres)
	from := build.Table("tasks")
	s := build.Select(from.Columns("id", "user_id", "title")...).From(from)
	for _, p := range all {
		p(s)
	}
	return s.Query()
}

// TestAsEnt holds every predicate to the text and the arguments of Ent's.
func TestAsEnt(t *testing.T) {
	known := []func(any) (ours, ents predicate){
		func(v any) (predicate, predicate) { return statement.EQ("title", v), sql.FieldEQ("title", v) },
		func(v any) (predicate, predicate) { return statement.GT("title", v), sql.FieldGT("title", v) },
		func(v any) (predicate, predicate) { return statement.GTE("title", v), sql.FieldGTE("title", v) },
		func(v any) (predicate, predicate) { return statement.LT("title", v), sql.FieldLT("title", v) },
		func(v any) (predicate, predicate) { return statement.LTE("title", v), sql.FieldLTE("title", v) },
		func(v any) (predicate, predicate) { return statement.In("title", v, v), sql.FieldIn("title", v, v) },
		func(v any) (predicate, predicate) { return statement.In("title", v), sql.FieldIn("title", v) },
		func(v any) (predicate, predicate) {
			return statement.NotIn("title", v, v), sql.FieldNotIn("title", v, v)
		},
	}
	rapid.Check(t, func(t *rapid.T) {
		var ours, ents []predicate
		for _, i := range rapid.SliceOfN(rapid.IntRange(0, len(known)-1), 0, 4).Draw(t, "predicates") {
			o, e := known[i](rapid.SampledFrom([]any{"a", 7, true, time.Unix(0, 0), 1.5}).Draw(t, "value"))
			ours, ents = append(ours, o), append(ents, e)
		}
		want, args := byEnt(ents...)
		got, ok := statement.Read(tasks, dialect.Postgres, ours, nil)
		if !ok || flat.Replace(got.Text) != flat.Replace(want) || !slices.Equal(got.Args, args) {
			t.Fatalf("got  %s %v (%t)\nwant %s %v", got.Text, got.Args, ok, want, args)
		}
		got.Release()
		if text, same := byEnt(ours...); text != want || !slices.Equal(same, args) {
			t.Fatalf("to Ent, they are %s %v, want %s", text, same, want)
		}
	})
}

// TestLeftToEnt: whatever one of ours stands within, or is something else, is not written.
func TestLeftToEnt(t *testing.T) {
	p := statement.EQ("user_id", "ann")
	for name, all := range map[string][]predicate{
		"not":             {sql.NotPredicates(p)},
		"not, by hand":    {func(s *sql.Selector) { p(s.Not()) }},
		"and":             {sql.AndPredicates(p)},
		"and of two":      {sql.AndPredicates(p, statement.EQ("title", "a"))},
		"or":              {sql.OrPredicates(p)},
		"or of two":       {sql.OrPredicates(p, statement.EQ("title", "a"))},
		"one of Ent":      {p, sql.FieldEQ("title", "a")},
		"Ent's first":     {sql.FieldEQ("title", "a"), p},
		"two in one":      {func(s *sql.Selector) { p(s); p(s) }},
		"ours and Ent's":  {func(s *sql.Selector) { p(s); sql.FieldEQ("title", "a")(s) }},
		"Ent's and ours":  {func(s *sql.Selector) { sql.FieldEQ("title", "a")(s); p(s) }},
		"nothing":         {p, func(*sql.Selector) {}},
		"another's":       {func(s *sql.Selector) { c := s.Clone(); p(c); s.Where(c.P()) }},
		"no value":        {statement.In[string]("title")},
		"not no value":    {statement.NotIn[string]("title")},
		"NULL":            {statement.EQ("title", nil)},
		"an expression":   {statement.EQ("title", sql.Raw("now()"))},
		"a NULL among":    {statement.In[any]("title", "a", nil)},
		"of a subquery":   {statement.In[any]("title", sql.Select("title").From(sql.Table("tasks")))},
		"a null compared": {statement.LT("title", nil)},
	} {
		t.Run(name, func(t *testing.T) {
			for range 2 { // nothing of the first may be left
				if got, ok := statement.Read(tasks, dialect.Postgres, all, nil); ok {
					t.Errorf("got %s %v", got.Text, got.Args)
				}
				if got, ok := statement.Read(tasks, dialect.Postgres, []predicate{p}, all); ok {
					t.Errorf("got %s %v", got.Text, got.Args)
				}
			}
		})
	}
	if _, ok := statement.Read(tasks, dialect.SQLite, []predicate{p}, nil); ok {
		t.Error("a statement was written for SQLite")
	}
}

// TestAtOnce writes statements from many goroutines, more than are kept.
func TestAtOnce(t *testing.T) {
	var wait sync.WaitGroup
	for g := range 8 {
		wait.Go(func() {
			for i := range 3000 {
				n := (g + i) % 1500
				s, ok := statement.Read(tasks, dialect.Postgres, []predicate{statement.EQ(fmt.Sprint("c", n), n)}, nil)
				want := fmt.Sprintf(`SELECT "tasks"."id", "tasks"."user_id", "tasks"."title" FROM "tasks" WHERE "tasks"."c%d" = $1`, n)
				if !ok || s.Text != want || !slices.Equal(s.Args, []any{n}) {
					t.Errorf("got %s %v, want %s", s.Text, s.Args, want)
				}
				s.Release()
			}
		})
	}
	wait.Wait()
}
