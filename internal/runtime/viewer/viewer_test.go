package viewer_test

import (
	"context"
	"testing"

	"github.com/entask/entask/internal/runtime/viewer"
)

func TestFromContext(t *testing.T) {
	bg := context.Background()
	for _, tc := range []struct {
		name string
		ctx  context.Context
		want string
		ok   bool
	}{
		{"nobody", bg, "", false},
		{"somebody", viewer.NewContext(bg, viewer.Viewer{ID: "u1"}), "u1", true},
		{"empty id is nobody", viewer.NewContext(bg, viewer.Viewer{Name: "x"}), "", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, ok := viewer.FromContext(tc.ctx)
			if got.ID != tc.want || ok != tc.ok {
				t.Errorf("FromContext() = %q, %v, want %q, %v", got.ID, ok, tc.want, tc.ok)
			}
		})
	}
}
