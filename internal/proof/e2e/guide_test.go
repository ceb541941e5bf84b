package e2e

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// guideLink is a link of /llms.txt with the line about it.
var guideLink = regexp.MustCompile(`(?m)^- \[.+?\]\((\S+?)\): \S.*$`)

// TestGuide: /llms.txt has the form of llmstxt.org, and everything that it links to is there: pages
// of the service, operations of the document, files of the repository.
func TestGuide(t *testing.T) {
	s := start(t, sqliteURL(t))
	r := s.get(t, "", "/llms.txt")
	text := string(r.Body)
	if got := r.Header.Get("Content-Type"); r.Status != 200 || got != "text/plain; charset=utf-8" {
		t.Fatalf("got %d of the type %q", r.Status, got)
	}
	if !regexp.MustCompile(`\A# .+\n\n> .+\n`).MatchString(text) || strings.Count(text, "\n# ") > 0 {
		t.Errorf("it begins with %.80q, want one title and a summary", text)
	}
	again := s.do(t, call{Method: "GET", Path: "/llms.txt", Header: map[string]string{"If-None-Match": r.Header.Get("ETag")}})
	if again.Status != 304 {
		t.Errorf("with its ETag: got %d, want 304", again.Status)
	}
	operations := as[struct {
		Paths map[string]map[string]json.RawMessage
	}](t, s.get(t, "", "/openapi.json")).Paths
	links, told := guideLink.FindAllStringSubmatch(text, -1), 0
	if items := strings.Count(text, "\n- "); len(links) != items || items == 0 {
		t.Errorf("%d of %d lines are a link with a text", len(links), items)
	}
	for _, link := range links {
		u, err := url.Parse(link[1])
		if err != nil {
			t.Fatal(err)
		}
		_, file, published := strings.Cut(link[1], "/blob/main/")
		switch {
		case published:
			if _, err := os.Stat(filepath.Join("..", "..", "..", filepath.FromSlash(file))); err != nil {
				t.Errorf("%s: %v", link[1], err)
			}
		case u.Fragment != "":
			parts := strings.Split(u.Fragment, "/")
			path := strings.ReplaceAll(parts[2], "~1", "/")
			if len(parts) != 4 || u.Path != "/openapi.json" || operations[path][parts[3]] == nil {
				t.Errorf("%s leads to no operation", link[1])
			}
			told++
		default:
			if got := s.get(t, "", u.Path); got.Status != 200 {
				t.Errorf("%s: got %d", u.Path, got.Status)
			}
		}
	}
	for _, item := range operations {
		for method := range item {
			if method != "parameters" {
				told--
			}
		}
	}
	if told != 0 {
		t.Errorf("it has %d operations too many or too few", told)
	}
}
