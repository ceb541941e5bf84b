package condition_test

import (
	"errors"
	"testing"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"

	"github.com/entask/entask/internal/runtime/condition"
	"github.com/entask/entask/internal/runtime/fault"
)

type predicate = func(*sql.Selector)

func given(value string) condition.Header { return condition.Header{Value: value, Set: true} }

func TestWhere(t *testing.T) {
	var absent condition.Header
	for _, tc := range []struct {
		name              string
		match, none       condition.Header
		version, unTagged string // what follows WHERE, with a column of the tag and without
	}{
		{"neither", absent, absent, "", ""},
		{"a version", given(`"3"`), absent, `"n"."v" IN (3)`, "FALSE"},
		{"several", given(`"3", "4"`), absent, `"n"."v" IN (3, 4)`, "FALSE"},
		{"any", given("*"), absent, "", ""},
		{"a weak tag", given(`W/"3"`), absent, "FALSE", "FALSE"},
		{"nothing", given(""), absent, "FALSE", "FALSE"},
		{"not a version", absent, given(`"3"`), `"n"."v" NOT IN (3)`, ""},
		{"not a weak tag", absent, given(`W/"3"`), `"n"."v" NOT IN (3)`, ""},
		{"not several", absent, given(`"3","4"`), `"n"."v" NOT IN (3, 4)`, ""},
		{"none that is ours", absent, given(`"x"`), "", ""},
		{"none at all", absent, given("*"), "FALSE", "FALSE"},
		{"both", given(`"3"`), given(`"4"`), `"n"."v" IN (3) AND "n"."v" NOT IN (4)`, "FALSE"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for column, want := range map[string]string{"v": tc.version, "": tc.unTagged} {
				table := sql.Dialect(dialect.Postgres).Table("n")
				s := sql.Dialect(dialect.Postgres).Select("*").From(table)
				for _, p := range condition.Where[predicate](condition.Headers{IfMatch: tc.match, IfNoneMatch: tc.none}, column) {
					p(s)
				}
				if want != "" {
					want = " WHERE " + want
				}
				if got, _ := s.Query(); got != `SELECT * FROM "n"`+numbered(want) {
					t.Errorf("column %q: got %s, want it to end with%s", column, got, numbered(want))
				}
			}
		})
	}
}

// numbered writes the versions 3 and 4 as the arguments that they are, in order.
func numbered(sql string) string {
	n := byte('0')
	var out []byte
	for i := range len(sql) {
		if sql[i] == '3' || sql[i] == '4' {
			n++
			out = append(out, '$', n)
			continue
		}
		out = append(out, sql[i])
	}
	return string(out)
}

func TestRefusal(t *testing.T) {
	var absent condition.Header
	for _, tc := range []struct {
		name        string
		match, none condition.Header
		version     string
		kind        fault.Kind
		want        string
	}{
		{"no condition", absent, absent, "v", fault.NotFound, ""},
		{"another version", given(`"3"`), absent, "v", fault.Precondition, ""},
		{"no tag", given(`"3"`), absent, "", fault.Precondition, "If-Match does not hold: the resource has no entity tag"},
		{"it exists", absent, given("*"), "v", fault.Precondition, "If-None-Match does not hold: the resource exists"},
		{"the same version", absent, given(`"3"`), "v", fault.Precondition, "If-None-Match does not hold: the resource is at a version that it names"},
		{"either", given(`"3"`), given(`"3"`), "v", fault.Precondition, "If-Match or If-None-Match does not hold"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			err := condition.Headers{IfMatch: tc.match, IfNoneMatch: tc.none}.Refusal(tc.version)
			if f, ok := errors.AsType[*fault.Error](err); !ok || f.Kind != tc.kind || f.Detail != tc.want {
				t.Errorf("got %#v, want %v %q", err, tc.kind, tc.want)
			}
		})
	}
}
