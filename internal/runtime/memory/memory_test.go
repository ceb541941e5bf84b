package memory_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/memory"
)

const mebibyte = 1 << 20

// open returns a claim that may be refused.
func open(b *memory.Budget, viewer string) *memory.Claim {
	c := new(memory.Claim)
	c.Open(b, viewer, true)
	return c
}

func wantHeld(t *testing.T, b *memory.Budget, want int64) {
	t.Helper()
	if got := b.Held(); got != want {
		t.Errorf("%d bytes are held, want %d", got, want)
	}
}

// wantFull expects a refusal, of a kind.
func wantFull(t *testing.T, err error, kind fault.Kind) {
	t.Helper()
	if _, full := errors.AsType[*memory.Full](err); !full || fault.From(err).Kind != kind {
		t.Errorf("got %v, want a *memory.Full of the kind %d", err, kind)
	}
}

func need(t *testing.T, c *memory.Claim, n int64) {
	t.Helper()
	if err := c.Need(n); err != nil {
		t.Fatalf("Need(%d) = %v", n, err)
	}
}

// TestFree: short replies take nothing.
func TestFree(t *testing.T) {
	b := memory.NewBudget(8 * mebibyte)
	for range 1000 {
		c := open(b, "ann")
		need(t, c, memory.Free)
		c.Settle(memory.Free)
		defer c.Close()
	}
	wantHeld(t, b, 0)
}

// TestParts: one viewer has a quarter, and all have no more than the whole.
func TestParts(t *testing.T) {
	b := memory.NewBudget(8 * mebibyte)
	var all []*memory.Claim
	for _, viewer := range []string{"ann", "bob", "cy", "dan"} {
		for range 2 {
			c := open(b, viewer)
			need(t, c, mebibyte)
			all = append(all, c)
		}
		wantFull(t, open(b, viewer).Need(mebibyte), fault.TooMany)
	}
	wantHeld(t, b, 8*mebibyte)
	eve := open(b, "eve")
	wantFull(t, eve.Need(mebibyte), fault.Unavailable)
	for _, c := range all {
		c.Close()
		c.Close()
	}
	wantHeld(t, b, 0)
	need(t, eve, mebibyte)
	eve.Close()
}

// TestLarger: what is larger than a viewer's part needs all of it, and can be had.
func TestLarger(t *testing.T) {
	b := memory.NewBudget(8 * mebibyte)
	c := open(b, "ann")
	need(t, c, 50*mebibyte)
	wantHeld(t, b, 2*mebibyte)
	wantFull(t, open(b, "ann").Need(mebibyte), fault.TooMany)
	c.Close()
	wantHeld(t, b, 0)
}

// TestSettle: what was needed to make a reply is given back when it is made.
func TestSettle(t *testing.T) {
	b := memory.NewBudget(8 * mebibyte)
	c := open(b, "ann")
	need(t, c, 2*mebibyte)
	wantHeld(t, b, 2*mebibyte)
	c.Settle(mebibyte)
	wantHeld(t, b, mebibyte)
	c.Settle(100)
	wantHeld(t, b, 0)
	c.Settle(mebibyte) // of what nobody has counted
	wantHeld(t, b, mebibyte)
	c.Close()
	wantHeld(t, b, 0)
}

// TestUnyielding: what is done is answered, whoever holds the memory.
func TestUnyielding(t *testing.T) {
	b := memory.NewBudget(8 * mebibyte)
	need(t, open(b, "ann"), 2*mebibyte)
	c := new(memory.Claim)
	c.Open(b, "ann", false)
	need(t, c, 2*mebibyte)
	wantHeld(t, b, 2*mebibyte)
}

// TestWait: who was refused waits for as much as he will need, but not for ever.
func TestWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := memory.NewBudget(8 * mebibyte)
		first, second, third := open(b, "ann"), open(b, "ann"), open(b, "ann")
		need(t, first, 2*mebibyte)
		wantFull(t, second.Need(mebibyte), fault.TooMany)
		go func() {
			time.Sleep(time.Second)
			first.Close()
		}()
		begin := time.Now()
		if err := second.Wait(t.Context()); err != nil || time.Since(begin) != time.Second {
			t.Fatalf("Wait() = %v after %s, want nil after a second", err, time.Since(begin))
		}
		second.Open(b, "ann", true) // it begins again
		need(t, second, 2*mebibyte)
		wantHeld(t, b, 2*mebibyte)

		wantFull(t, third.Need(mebibyte), fault.TooMany)
		wantFull(t, third.Wait(t.Context()), fault.TooMany)
		wantFull(t, third.Wait(t.Context()), fault.TooMany)
		if waited := time.Since(begin); waited != 3*time.Second {
			t.Errorf("refused after %s in all, want 2 s after the first second", waited)
		}
		if b.RefusedViewers() != 2 || b.RefusedAll() != 0 {
			t.Errorf("%d refused for their viewer and %d for all, want 2 and 0", b.RefusedViewers(), b.RefusedAll())
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if err := open(b, "ann").Wait(gone); !errors.Is(err, context.Canceled) {
			t.Errorf("Wait() of a client that is gone = %v", err)
		}
		second.Close()
		third.Close()
		wantHeld(t, b, 0)
	})
}

// TestReserve: what has an effect has its memory before, or has none.
func TestReserve(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := memory.NewBudget(8 * mebibyte)
		c, other := new(memory.Claim), new(memory.Claim)
		c.Open(b, "ann", false)
		other.Open(b, "ann", false)
		if err := c.Reserve(t.Context(), memory.Free); err != nil || b.Held() != 0 {
			t.Errorf("Reserve() of what is free = %v, %d bytes held", err, b.Held())
		}
		if err := c.Reserve(t.Context(), 6*mebibyte); err != nil {
			t.Fatal(err)
		}
		wantHeld(t, b, 2*mebibyte)
		wantFull(t, other.Reserve(t.Context(), mebibyte), fault.TooMany)
		c.Settle(mebibyte)
		if err := other.Reserve(t.Context(), mebibyte); err != nil {
			t.Fatal(err)
		}
		c.Close()
		other.Close()
		wantHeld(t, b, 0)
	})
}

// TestWithin: what can be done in smaller parts is told so, once.
func TestWithin(t *testing.T) {
	c := new(memory.Claim)
	for range 3 {
		err := c.Within(func() error {
			need(t, c, 4*memory.Page)
			return c.Need(1)
		})
		if !errors.Is(err, memory.ErrMuch) {
			t.Fatalf("Within() = %v, want ErrMuch", err)
		}
	}
	need(t, c, 100*memory.Page)
}

// TestNoBudget: without one nothing is counted.
func TestNoBudget(t *testing.T) {
	c := memory.Of(t.Context())
	c.Open(nil, "ann", true)
	need(t, c, 100*mebibyte)
	c.Settle(100 * mebibyte)
	if err := c.Reserve(t.Context(), 100*mebibyte); err != nil {
		t.Error(err)
	}
	c.Close()
}
