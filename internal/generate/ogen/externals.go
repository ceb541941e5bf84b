package ogen

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"

	"golang.org/x/tools/go/packages"

	"github.com/entask/entask/internal/runtime/instant"
	"github.com/entask/entask/internal/runtime/reply"
)

// externals are the packages of the types that ogen's view of a document names, and those
// whose interfaces ogen looks for in them.
var externals = []string{
	reflect.TypeFor[instant.Time]().PkgPath(), reflect.TypeFor[reply.JSON]().PkgPath(),
	"encoding", "encoding/json", "github.com/ogen-go/ogen/json",
}

// driverEnv names a program that answers go/packages in place of the go command.
const driverEnv = "GOPACKAGESDRIVER"

// loadOnce has go/packages answer from one run of the go command until done is called. ogen
// asks it for each type of the document that is one of ours, which takes a third of a second
// each time. Without a shell it asks the go command as ever.
func loadOnce() (done func() error, err error) {
	if runtime.GOOS == "windows" || os.Getenv(driverEnv) != "" {
		return func() error { return nil }, nil
	}
	answer, err := describe(externals)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "packages")
	if err != nil {
		return nil, err
	}
	driver, file := filepath.Join(dir, "driver"), filepath.Join(dir, "answer.json")
	err = errors.Join(
		os.WriteFile(file, answer, 0o600),
		os.WriteFile(driver, []byte("#!/bin/sh\nexec cat \"${0%/*}/answer.json\"\n"), 0o700), //nolint:gosec // a program
		os.Setenv(driverEnv, driver),
	)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return func() error { return errors.Join(os.Unsetenv(driverEnv), os.RemoveAll(dir)) }, nil
}

// describe returns what a driver answers for packages.
func describe(paths []string) ([]byte, error) {
	roots, err := packages.Load(&packages.Config{Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles |
		packages.NeedImports | packages.NeedDeps | packages.NeedExportFile | packages.NeedTypesSizes}, paths...)
	if err != nil {
		return nil, fmt.Errorf("load the types of replies: %w", err)
	}
	answer := packages.DriverResponse{Compiler: "gc", Arch: runtime.GOARCH}
	for _, root := range roots {
		answer.Roots = append(answer.Roots, root.ID)
	}
	packages.Visit(roots, nil, func(p *packages.Package) { answer.Packages = append(answer.Packages, p) })
	return json.Marshal(answer)
}
