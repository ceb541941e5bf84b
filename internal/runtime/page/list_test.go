package page_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/go-faster/jx"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/entask/entask/internal/runtime/memory"
	"github.com/entask/entask/internal/runtime/page"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/rows"
)

// cursorAfter returns the cursor of a page of one row with the key.
func cursorAfter(t rapid.TB, p *page.Page, key page.Key) string {
	t.Helper()
	l := page.NewList(context.Background(), p, func(k *page.Key, _ string) page.Key { return *k }, func(w *jx.Writer, _ *page.Key) { w.Null() })
	if err := l.Add(&key); err != nil {
		t.Fatalf("Add() = %v", err)
	}
	if err := l.Add(&page.Key{}); !errors.Is(err, rows.Enough) {
		t.Fatalf("Add() beyond the limit = %v, want rows.Enough", err)
	}
	body, cursor := l.End()
	if string(body.Bytes()) != "[null]" {
		t.Fatalf("a page of one row is %s", body.Bytes())
	}
	return cursor
}

// text is a row that is written as so many bytes.
type text struct {
	id   uuid.UUID
	size int
}

func newList(t testing.TB, limit int) *page.List[text] {
	t.Helper()
	p, err := page.New(columns, page.Request{Sort: "id", Limit: limit})
	if err != nil {
		t.Fatal(err)
	}
	ctx := request.New(t.Context(), request.Identity{}, http.Header{})
	return page.NewList(ctx, p,
		func(r *text, _ string) page.Key { return page.Key{ID: r.id} },
		func(w *jx.Writer, r *text) { w.Str(strings.Repeat("a", r.size-2)) })
}

// TestListEnds: a page ends after its limit, or before the row that makes it too long, or
// where the driver has ended it. It leads on from its last row if and only if more follow.
func TestListEnds(t *testing.T) {
	const half = memory.Page / 2
	for _, tc := range []struct {
		name  string
		sizes []int
		cut   bool // by the driver
		want  int  // rows on the page
		more  bool
	}{
		{"nothing", nil, false, 0, false},
		{"one", []int{3}, false, 1, false},
		{"up to the limit", []int{3, 3, 3}, false, 3, false},
		{"beyond the limit", []int{3, 3, 3, 3}, false, 3, true},
		{"as long as it may be", []int{half, half - 3}, false, 2, false},
		{"one byte longer", []int{half, half - 2}, false, 1, true},
		{"a long one first", []int{2 * memory.Page}, false, 1, false},
		{"a long one first, and more", []int{2 * memory.Page, 3}, false, 1, true},
		{"a long one last", []int{3, 3, 2 * memory.Page}, false, 2, true},
		{"a long one beyond the limit", []int{3, 3, 3, 2 * memory.Page}, false, 3, true},
		{"cut", []int{3, 3}, true, 2, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			l := newList(t, 3)
			l.Bound.Cut = tc.cut
			var added []text
			for i, size := range tc.sizes {
				row := text{uuid.UUID{15: byte(i)}, size}
				err := l.Add(&row)
				if errors.Is(err, rows.Enough) {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				added = append(added, row)
			}
			body, cursor := l.End()
			var got []string
			if err := json.Unmarshal(body.Bytes(), &got); err != nil || len(got) != tc.want || len(added) != tc.want {
				t.Fatalf("%d rows on the page and %d added, %v; want %d", len(got), len(added), err, tc.want)
			}
			if tc.want > 1 && len(body.Bytes()) > memory.Page+1 {
				t.Errorf("the page has %d bytes, want at most %d", len(body.Bytes()), memory.Page)
			}
			if !tc.more {
				if cursor != "" {
					t.Errorf("cursor %s, want none", cursor)
				}
				return
			}
			p, err := page.New(columns, page.Request{Sort: "id", Limit: 3, Cursor: cursor})
			if err != nil {
				t.Fatal(err)
			}
			if _, args := query(p); args[1] != added[len(added)-1].id {
				t.Errorf("the next page is after %v, want after %v", args[1], added[len(added)-1].id)
			}
		})
	}
}

// TestListShrinks: what takes too much memory is read in smaller pages, and one row is read
// whatever it takes.
func TestListShrinks(t *testing.T) {
	var limits []int
	p, err := page.New(columns, page.Request{Sort: "id", Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	ctx := request.New(t.Context(), request.Identity{}, http.Header{})
	l := page.NewList(ctx, p,
		func(r *text, _ string) page.Key { return page.Key{ID: r.id} },
		func(w *jx.Writer, _ *text) { w.Str("a") })
	err = l.Shrink(func() error {
		limits = append(limits, p.Limit)
		for n := range p.Limit + 1 {
			if err := memory.Of(ctx).Need(5 * memory.Page); err != nil {
				return err
			}
			if err := l.Add(&text{uuid.UUID{15: byte(n)}, 3}); err != nil {
				return rows.Ended(err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	body, cursor := l.End()
	if string(body.Bytes()) != `["a"]` || cursor == "" {
		t.Errorf("got %s and cursor %q, want one row and a cursor", body.Bytes(), cursor)
	}
	if want := []int{100, 12, 1}; len(limits) != 3 || limits[0] != want[0] || limits[1] != want[1] || limits[2] != want[2] {
		t.Errorf("tried with the limits %v, want %v", limits, want)
	}
}
