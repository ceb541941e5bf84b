package e2e

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestSlowRequest: the line about a slow request names its statement, and nothing that the
// client sent.
func TestSlowRequest(t *testing.T) {
	s, conn := onPostgres(t, "SLOW_REQUEST=150ms")
	s.create(t, "ann", map[string]string{"title": "hunter2"})
	tx, err := conn.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), "LOCK TABLE tasks"); err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(200*time.Millisecond, func() { _ = tx.Rollback(t.Context()) })
	if res := s.do(t, call{Method: http.MethodGet, Path: tasks + "?q=hunter2&limit=17", User: "ann"}); res.Status != http.StatusOK {
		t.Fatalf("list: %d %s", res.Status, res.Body)
	}
	s.stop(t) // writes all lines
	var found []map[string]any
	for text := range strings.Lines(s.log.String()) {
		var line map[string]any
		if json.Unmarshal([]byte(text), &line) == nil && line["msg"] == "slow request" && line["route"] == "ListTasks" {
			found = append(found, line)
			if strings.Contains(text, "hunter2") || strings.Contains(text, `"ann"`) {
				t.Errorf("the line has a value: %s", text)
			}
		}
	}
	if len(found) != 1 {
		t.Fatalf("got %d lines, want 1:\n%s", len(found), s.log)
	}
	statement, _ := found[0]["statement"].(string)
	took, _ := found[0]["statement_us"].(float64)
	all, _ := found[0]["database_us"].(float64)
	if !strings.HasPrefix(statement, "SELECT ") || took < 100_000 || all < took || found[0]["statements"] != 1.0 || found[0]["fingerprint"] == nil {
		t.Errorf("got %v", found[0])
	}
}
