package idempotency

import (
	"context"
	"errors"
	"testing"
	"time"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql/schema"
	"github.com/go-faster/jx"

	"github.com/entask/entask/ent"
	"github.com/entask/entask/ent/migrate"
	_ "github.com/entask/entask/ent/runtime"
	"github.com/entask/entask/internal/database"
	graph "github.com/entask/entask/internal/generate/testdata/graph/ent"
	graphmigrate "github.com/entask/entask/internal/generate/testdata/graph/ent/migrate"
	_ "github.com/entask/entask/internal/generate/testdata/graph/ent/runtime"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/retry"
	"github.com/entask/entask/internal/runtime/viewer"
)

// clock is a store whose time a test moves on.
type clock struct {
	*Store
	at time.Time
}

func (c *clock) pass(d time.Duration) { c.at = c.at.Add(d) }

func onEachDatabase(t *testing.T, test func(t *testing.T, c *clock)) {
	t.Run("postgres", func(t *testing.T) { test(t, onPostgres(t)) })
	t.Run("sqlite", func(t *testing.T) { test(t, on(t, "sqlite://:memory:")) })
}

func onPostgres(t *testing.T) *clock {
	t.Helper()
	return on(t, pgtest.NewDatabase(t))
}

func on(t *testing.T, url string) *clock {
	t.Helper()
	db, err := database.Open(t.Context(), database.Options{URL: url, PoolMax: 5, Viewer: viewer.ID})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	client := ent.NewClient(ent.Driver(db.Driver()))
	for _, err := range []error{
		db.Create(t.Context(), []*schema.Table{migrate.IdempotencyKeysTable}, migrate.RowSecurity),
		db.Create(t.Context(), graphmigrate.Tables, graphmigrate.RowSecurity),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	c := &clock{Store: New(client, db.Driver()), at: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)}
	c.now = func() time.Time { return c.at }
	return c
}

func as(ctx context.Context, user string) context.Context {
	return viewer.NewContext(ctx, viewer.Viewer{ID: user})
}

// create does a request that makes a task, and returns the answer: its title.
func (c *clock) create(ctx context.Context, key, title string) (string, error) {
	var answer reply.JSON
	err := c.Do(ctx, key, "create", title, &answer, func(ctx context.Context, drv dialect.Driver) error {
		row, err := graph.NewClient(graph.Driver(drv)).Person.Create().SetName(title).Save(ctx)
		if err == nil {
			answer = reply.Of(ctx, row.Name, func(w *jx.Writer, title string) { w.Str(title) })
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

func wantFault(t *testing.T, err error, kind fault.Kind, want string) {
	t.Helper()
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind != kind || f.Detail != want {
		t.Errorf("Do() = %v, want a fault of kind %d: %q", err, kind, want)
	}
}

func wantRunning(t *testing.T, err error) {
	t.Helper()
	wantFault(t, err, fault.Running, "A request with this Idempotency-Key is still running")
}

func wantTasks(ctx context.Context, t *testing.T, c *clock, want int) {
	t.Helper()
	if got, err := graph.NewClient(graph.Driver(c.driver)).Person.Query().Count(ctx); err != nil || got != want {
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
		wantFault(t, err, fault.Invalid, "The Idempotency-Key was used with another body")
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
			if _, err := graph.NewClient(graph.Driver(drv)).Person.Create().SetName("a").Save(ctx); err != nil {
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

// begin begins a request that has made its task and gets no further. What it returns
// lets it go on, and returns how it ended.
func (c *clock) begin(ctx context.Context, t *testing.T, key, title string) (end func() error) {
	t.Helper()
	made, goOn, ended := make(chan error, 1), make(chan struct{}), make(chan error, 1)
	go func() {
		var answer reply.JSON
		ended <- c.Do(ctx, key, "create", title, &answer, func(ctx context.Context, drv dialect.Driver) error {
			err := graph.NewClient(graph.Driver(drv)).Person.Create().SetName(title).Exec(ctx)
			answer = reply.Of(ctx, title, func(w *jx.Writer, title string) { w.Str(title) })
			made <- err
			<-goOn
			return err
		})
	}()
	if err := <-made; err != nil {
		t.Fatal(err)
	}
	return func() error {
		close(goOn)
		return <-ended
	}
}

// TestRunning: while a request goes on, its key is held, and others are not.
func TestRunning(t *testing.T) {
	c := onPostgres(t)
	ann, bob := as(t.Context(), "ann"), as(t.Context(), "bob")
	end := c.begin(ann, t, "k", "a")
	for range 3 {
		_, err := c.create(ann, "k", "a")
		wantRunning(t, err)
	}
	c.pass(remembered + time.Hour) // no clock frees a key
	_, err := c.create(ann, "k", "a")
	wantRunning(t, err)
	c.pass(-remembered - time.Hour)
	if _, err := c.create(ann, "other", "b"); err != nil {
		t.Errorf("another key: %v", err)
	}
	if _, err := c.create(bob, "k", "b"); err != nil {
		t.Errorf("another's key: %v", err)
	}
	if err := end(); err != nil {
		t.Errorf("the first request: %v", err)
	}
	if got, err := c.create(ann, "k", "a"); err != nil || got != "a" {
		t.Errorf("afterwards Do() = %q, %v, want a", got, err)
	}
	wantTasks(ann, t, c, 2)
}

// TestRepetitionsAtOnce: a request that has ended is not said to be running because
// others ask for its answer too.
func TestRepetitionsAtOnce(t *testing.T) {
	c := onPostgres(t)
	ann := as(t.Context(), "ann")
	if _, err := c.create(ann, "k", "a"); err != nil {
		t.Fatal(err)
	}
	other, err := c.driver.Tx(ann)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Rollback() }()
	if _, err := c.find(ann, driver{other, c.driver}, c.client.IdempotencyKey, "k"); err != nil {
		t.Fatal(err)
	}
	if got, err := c.create(ann, "k", "a"); err != nil || got != "a" {
		t.Errorf("Do() = %q, %v, want a", got, err)
	}
	_, err = c.create(ann, "k", "b")
	wantFault(t, err, fault.Invalid, "The Idempotency-Key was used with another body")
	wantTasks(ann, t, c, 1)
}

// TestSessionEnds: as soon as the session of a request ends its key is free, and the
// request, if it goes on, has done nothing.
func TestSessionEnds(t *testing.T) {
	c := onPostgres(t)
	ann := as(t.Context(), "ann")
	end := c.begin(ann, t, "k", "a")
	const terminate = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE state = 'idle in transaction' AND datname = current_database()"
	if err := c.driver.Exec(t.Context(), terminate, []any{}, nil); err != nil {
		t.Fatal(err)
	}
	if got, err := c.create(ann, "k", "a"); err != nil || got != "a" {
		t.Errorf("a repetition: %q, %v, want a", got, err)
	}
	if err := end(); !retry.IsSafe(err) {
		t.Errorf("the first request: %v, want an error that is Safe", err)
	}
	wantTasks(ann, t, c, 1)
}

// TestPreviousRelease: a copy of the release before holds a key by time, and finds no
// lock of ours.
func TestPreviousRelease(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, c *clock) {
		ann := as(t.Context(), "ann")
		claim := func(key string) error {
			return c.client.IdempotencyKey.Create().SetKey(key).SetFingerprint([]byte{1}).
				SetLockedUntil(c.at.Add(time.Minute)).SetExpiresAt(c.at.Add(remembered)).Exec(ann)
		}
		if err := claim("k"); err != nil {
			t.Fatal(err)
		}
		_, err := c.create(ann, "k", "a")
		wantRunning(t, err)
		c.pass(2 * time.Minute)
		for range 2 {
			if got, err := c.create(ann, "k", "a"); err != nil || got != "a" {
				t.Errorf("after its minute Do() = %q, %v, want a", got, err)
			}
		}
		wantTasks(ann, t, c, 1)
		if c.driver.Dialect() == dialect.SQLite {
			return // nobody else writes while a request goes on
		}
		end := c.begin(ann, t, "other", "b")
		if err := claim("other"); err != nil {
			t.Fatal(err)
		}
		wantRunning(t, end())
		wantTasks(ann, t, c, 1)
	})
}
