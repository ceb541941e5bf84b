package generate

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// inCopies has an application generated into copies of its folders, and carries over what has
// changed: what generation leaves as it was is not written again, so that its time is kept,
// and nothing is written where generation fails.
func inCopies(cfg Config, generate func(Config) error) (err error) {
	// Beside the packages, where imports mean the same; go ignores folders with a dot.
	dir, err := os.MkdirTemp(filepath.Dir(cfg.EntDir), ".generate-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	ent, ogent := folder{at: cfg.EntDir, copied: filepath.Join(dir, "ent")}, folder{at: cfg.RESTDir, copied: filepath.Join(dir, "ogent")}
	if err := errors.Join(ent.duplicate(), ogent.duplicate()); err != nil {
		return err
	}
	cfg.EntDir, cfg.RESTDir = ent.copied, ogent.copied
	if err := generate(cfg); err != nil {
		return err
	}
	return errors.Join(ent.carryOver(), ogent.carryOver())
}

// folder is a folder with its copy.
type folder struct {
	at, copied string
	before     map[string][]byte // the files of both, by their paths in it
}

func (f *folder) duplicate() (err error) {
	if f.before, err = filesIn(f.at); err != nil {
		return err
	}
	for name, content := range f.before {
		if err := write(filepath.Join(f.copied, name), content); err != nil {
			return err
		}
	}
	return nil
}

// carryOver does with the folder what was done with its copy, and no more: what somebody has
// written into the folder meanwhile stays.
func (f *folder) carryOver() error {
	after, err := filesIn(f.copied)
	if err != nil {
		return err
	}
	for name, content := range after {
		if before, ok := f.before[name]; ok && bytes.Equal(before, content) {
			continue
		}
		if err := write(filepath.Join(f.at, name), content); err != nil {
			return err
		}
	}
	for name := range f.before {
		if _, ok := after[name]; ok {
			continue
		}
		file := filepath.Join(f.at, name)
		if err := os.Remove(file); err != nil {
			return err
		}
		_ = os.Remove(filepath.Dir(file)) // the entity's folder, once it is empty
	}
	return nil
}

// filesIn returns the files of a folder by their paths in it, and none where there is no folder.
func filesIn(dir string) (map[string][]byte, error) {
	all := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && path == dir {
			return nil
		}
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		all[name], err = os.ReadFile(path) //nolint:gosec // of the project
		return err
	})
	return all, err
}

// write writes a source file, and the folders that it is in.
func write(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { //nolint:gosec // a source folder
		return err
	}
	return os.WriteFile(path, content, 0o644) //nolint:gosec // a source file, read by everybody
}
