//go:build !linux

package cluster

import "os"

func memory() string { return os.TempDir() }
