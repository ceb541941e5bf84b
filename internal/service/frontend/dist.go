//go:build !image

package frontend

import (
	"embed"
	"io/fs"
)

// The pattern also names this file, so that the package is built without the app, too: in an
// application without tasks.
//
//go:embed dist*
var embedded embed.FS

// Files returns the app, as npm builds it; nil where there is none.
func Files() fs.FS {
	files, err := fs.Sub(embedded, "dist")
	if err != nil {
		return nil
	}
	if _, err := fs.Stat(files, "index.html"); err != nil {
		return nil
	}
	return files
}
