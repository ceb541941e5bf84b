package deploy

import (
	"path/filepath"
	"regexp"
	"testing"
)

// byVersion are images that are named by their version alone: docs/releases.md says how to
// pin them.
var byVersion = map[string]bool{"golang:1.26.8-bookworm": false, "postgres:17": false}

// TestActionsArePinned: an action is a commit, which nobody can replace, with its version
// for the reader.
func TestActionsArePinned(t *testing.T) {
	uses := regexp.MustCompile(`(?m)^.*\buses:.*$`)
	pinned := regexp.MustCompile(`^ *(?:- )?uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`)
	for _, name := range workflows(t) {
		for _, line := range uses.FindAllString(read(t, name), -1) {
			if !pinned.MatchString(line) {
				t.Errorf("%s: %q is not pinned: want uses: OWNER/ACTION@COMMIT # vVERSION", name, line)
			}
		}
	}
}

// TestImagesArePinned: an image is a digest, unless it is on the list.
func TestImagesArePinned(t *testing.T) {
	image := regexp.MustCompile(`(?m)^ *(?:FROM|image:|container:) (\S+)`)
	pinned := regexp.MustCompile(`@sha256:[0-9a-f]{64}$`)
	for _, name := range append(workflows(t), "Dockerfile", "compose.yaml") {
		for _, m := range image.FindAllStringSubmatch(read(t, name), -1) {
			if _, listed := byVersion[m[1]]; listed {
				byVersion[m[1]] = true
			} else if m[1] != "scratch" && m[1] != "entask" && !pinned.MatchString(m[1]) { // entask is ours
				t.Errorf("%s: %s is not pinned by digest", name, m[1])
			}
		}
	}
	for name, used := range byVersion {
		if !used {
			t.Errorf("nothing uses %s: take it off the list", name)
		}
	}
}

func workflows(t *testing.T) (names []string) {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(root, ".github", "workflows", "*.yml"))
	if err != nil || len(found) == 0 {
		t.Fatalf("no workflows: %v", err)
	}
	for _, name := range found {
		names = append(names, ".github/workflows/"+filepath.Base(name))
	}
	return names
}
