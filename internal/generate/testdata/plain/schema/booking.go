package schema

import (
	"context"
	"errors"
	"strings"
	"time"

	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"

	entask "github.com/entask/entask/ent/schema"
	"github.com/entask/entask/internal/rest"
)

// Booking has rules that only code can tell kept from broken: of one field by its
// validator, of two by a hook.
type Booking struct{ ent.Schema }

// Mixin of the Booking.
func (Booking) Mixin() []ent.Mixin {
	return []ent.Mixin{entask.Owned{}, entask.Timed{}, entask.Versioned{}}
}

// Fields of the Booking.
func (Booking) Fields() []ent.Field {
	return []ent.Field{
		field.String("room").
			MaxLen(20).
			Validate(palindrome).
			Comment("Where it is.").
			Annotations(rest.Checked("must read the same from behind", rest.Refuses("", "ab", "été!")), rest.Example("été")),
		field.Int("seats").Validate(even).Optional().
			Annotations(rest.AcceptEmpty(), rest.Checked("must be even", rest.Refuses(1, -3)), rest.Example(4)),
		field.String("slug").GoType(Slug("")).Default("a-b").
			Annotations(rest.Checked("must have a hyphen.", rest.Refuses("ab")), rest.Example("a-b")),
		field.Strings("guests").Validate(notAlone).
			Annotations(rest.Accept("guestNames"), rest.Checked("must name two or more", rest.Refuses([]string{"ann"})), rest.Example([]string{"ann", "bob"})),
		field.Bytes("key").Validate(func(b []byte) error { return refuse(len(b) != 3) }).Optional().
			Annotations(rest.Checked("must be of three bytes", rest.Refuses([]byte("ab"))), rest.Example([]byte("abc"))),
		field.Time("starts_at").
			Annotations(rest.Checked("must be before ends_at"), rest.Example("2026-03-08T17:00:00.000000Z")),
		field.Time("ends_at").
			Annotations(rest.Accept("endsAt"), rest.Checked("must be after starts_at", rest.Refuses("2026-03-08T17:00:00Z")), rest.Example("2026-03-08T18:00:00.000000Z")),
		field.Bool("confirmed").Default(false).Annotations(rest.Toggle("confirm")),
	}
}

// Hooks of the Booking.
func (Booking) Hooks() []ent.Hook { return []ent.Hook{endsAfterStart} }

// Annotations of the Booking.
func (Booking) Annotations() []schema.Annotation {
	return []schema.Annotation{rest.Path("bookings"), rest.ClientIDs()}
}

// endsAfterStart refuses a time that ends before it begins, whichever of both changes.
func endsAfterStart(next ent.Mutator) ent.Mutator {
	return ent.MutateFunc(func(ctx context.Context, m ent.Mutation) (ent.Value, error) {
		_, starts := m.Field("starts_at")
		_, ends := m.Field("ends_at")
		if !starts && !ends {
			return next.Mutate(ctx, m)
		}
		from, err := valueOf(ctx, m, "starts_at")
		if err != nil {
			return nil, err
		}
		until, err := valueOf(ctx, m, "ends_at")
		if err != nil {
			return nil, err
		}
		if !until.After(from) {
			return nil, rest.Invalid("ends_at", "must be after starts_at")
		}
		return next.Mutate(ctx, m)
	})
}

// valueOf is what a field is going to hold.
func valueOf(ctx context.Context, m ent.Mutation, name string) (time.Time, error) {
	v, ok := m.Field(name)
	if !ok {
		var err error
		if v, err = m.OldField(ctx, name); err != nil {
			return time.Time{}, err
		}
	}
	at, _ := v.(time.Time)
	return at, nil
}

// Slug validates itself.
type Slug string

// Validate the Slug.
func (s Slug) Validate() error { return refuse(!strings.Contains(string(s), "-")) }

func palindrome(s string) error {
	r := []rune(s)
	for i := range r {
		if r[i] != r[len(r)-1-i] {
			return refuse(true)
		}
	}
	return refuse(s == "")
}

func even(n int) error { return refuse(n%2 != 0) }

func notAlone(names []string) error { return refuse(len(names) < 2) }

// refuse returns an error that no client sees.
func refuse(broken bool) error {
	if broken {
		return errors.New("secret of the schema")
	}
	return nil
}
