package viewer_test

import (
	"context"
	"fmt"

	"github.com/entask/entask/internal/runtime/viewer"
)

// Authentication puts the viewer into the context of a request, and everything
// below asks the context who that is.
func Example() {
	ctx := viewer.NewContext(context.Background(), viewer.Viewer{ID: "ann", Email: "ann@example.com"})
	v, ok := viewer.FromContext(ctx)
	fmt.Println(v.ID, ok)

	_, ok = viewer.FromContext(context.Background())
	fmt.Println("without a token:", ok)

	_, ok = viewer.FromContext(viewer.NewContext(ctx, viewer.Viewer{Name: "no id"}))
	fmt.Println("without an id:", ok)
	// Output:
	// ann true
	// without a token: false
	// without an id: false
}
