//go:build image

package frontend

import "io/fs"

// Files returns nothing: the app is for entask dev, and no part of the image.
func Files() fs.FS { return nil }
