package idempotency

import (
	"context"
	"errors"
	"testing"
	"time"

	"entgo.io/ent/dialect"
	"github.com/go-faster/jx"

	"github.com/entask/entask/ent"
	"github.com/entask/entask/ent/migrate"
	_ "github.com/entask/entask/ent/runtime"
	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/fault"
	"github.com/entask/entask/internal/pgtest"
	"github.com/entask/entask/internal/reply"
	"github.com/entask/entask/internal/viewer"
)

// clock is a store whose time a test moves on.
type clock struct {
	*Store
	at time.Time
}

func (c *clock) pass(d time.Duration) { c.at = c.at.Add(d) }

func onEachDatabase(t *testing.T, test func(t *testing.T, c *clock)) {
	for name, url := range map[string]func(*testing.T) string{
		"postgres": func(t *testing.T) string { return pgtest.NewDatabase(t) },
		"sqlite":   func(*testing.T) string { return "sqlite://:memory:" },
	} {
		t.Run(name, func(t *testing.T) {
			db, err := database.Open(t.Context(), database.Options{URL: url(t), PoolMax: 5, Viewer: viewer.ID})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = db.Close() })
			client := ent.NewClient(ent.Driver(db.Driver()))
			if err := db.Create(t.Context(), migrate.Tables, migrate.RowSecurity); err != nil {
				t.Fatal(err)
			}
			c := &clock{Store: New(client, db.Driver()), at: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)}
			c.now = func() time.Time { return c.at }
			test(t, c)
		})
	}
}

func as(ctx context.Context, user string) context.Context {
	return viewer.NewContext(ctx, viewer.Viewer{ID: user})
}

// create does a request that makes a task, and returns the answer: its title.
func (c *clock) create(ctx context.Context, key, title string) (string, error) {
	var answer reply.JSON
	err := c.Do(ctx, key, "create", title, &answer, func(ctx context.Context, drv dialect.Driver) error {
		row, err := ent.NewClient(ent.Driver(drv)).Task.Create().SetTitle(title).Save(ctx)
		if err == nil {
			answer = reply.Of(ctx, row.Title, func(w *jx.Writer, title string) { w.Str(title) })
		}
		return err
	})
	if err != nil {
		return "", err
	}
	var got string
	err = answer.Into(&got)
	return got, err
}

func wantConflict(t *testing.T, err error, want string) {
	t.Helper()
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind != fault.Conflict || f.Detail != want {
		t.Errorf("Do() = %v, want the conflict %q", err, want)
	}
}

func wantTasks(ctx context.Context, t *testing.T, c *clock, want int) {
	t.Helper()
	if got, err := c.client.Task.Query().Count(ctx); err != nil || got != want {
		t.Errorf("there are %d tasks, %v, want %d", got, err, want)
	}
}

func TestOnce(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, c *clock) {
		ann, bob := as(t.Context(), "ann"), as(t.Context(), "bob")
		for range 3 {
			if got, err := c.create(ann, "k", "a"); err != nil || got != "a" {
				t.Errorf("Do() = %q, %v, want a", got, err)
			}
		}
		wantTasks(ann, t, c, 1)
		_, err := c.create(ann, "k", "b")
		wantConflict(t, err, "The Idempotency-Key was used with another body")
		if _, err := c.create(bob, "k", "b"); err != nil {
			t.Errorf("another's key = %v, want none of its business", err)
		}
		c.pass(remembered + time.Second)
		if got, err := c.create(ann, "k", "b"); err != nil || got != "b" {
			t.Errorf("after a day Do() = %q, %v, want b", got, err)
		}
		wantTasks(ann, t, c, 2)
	})
}

// A request that fails leaves nothing, and its key can be used again at once.
func TestFailed(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, c *clock) {
		ann := as(t.Context(), "ann")
		failed := errors.New("no luck")
		err := c.Do(ann, "k", "create", "a", nil, func(ctx context.Context, drv dialect.Driver) error {
			if _, err := ent.NewClient(ent.Driver(drv)).Task.Create().SetTitle("a").Save(ctx); err != nil {
				return err
			}
			return failed
		})
		if !errors.Is(err, failed) {
			t.Errorf("Do() = %v, want %v", err, failed)
		}
		wantTasks(ann, t, c, 0)
		if _, err := c.create(ann, "k", "b"); err != nil {
			t.Errorf("again: %v", err)
		}
		wantTasks(ann, t, c, 1)
	})
}

// A request whose process has died holds its key until its lease is over; one
// that comes back after that undoes itself.
func TestTakeOver(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, c *clock) {
		ann := as(t.Context(), "ann")
		hash, err := fingerprint("create", "a")
		if err != nil {
			t.Fatal(err)
		}
		dead, err := c.claim(ann, "k", hash)
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.create(ann, "k", "a")
		wantConflict(t, err, "A request with this Idempotency-Key is still running")
		c.pass(lease + time.Second)
		if got, err := c.create(ann, "k", "a"); err != nil || got != "a" {
			t.Errorf("after the lease Do() = %q, %v, want a", got, err)
		}
		err = c.run(ann, dead, new(reply.JSON), func(ctx context.Context, drv dialect.Driver) error {
			return ent.NewClient(ent.Driver(drv)).Task.Create().SetTitle("late").Exec(ctx)
		})
		wantConflict(t, err, "The request took too long and was undone, try again")
		wantTasks(ann, t, c, 1)
	})
}

func TestPurge(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, c *clock) {
		for _, user := range []string{"ann", "bob"} {
			if _, err := c.create(as(t.Context(), user), "old", "a"); err != nil {
				t.Fatal(err)
			}
		}
		c.pass(remembered + time.Second)
		if _, err := c.create(as(t.Context(), "ann"), "new", "a"); err != nil {
			t.Fatal(err)
		}
		if got, err := c.Purge(t.Context()); err != nil || got != 2 {
			t.Errorf("Purge() = %d, %v, want 2", got, err)
		}
	})
}
