package e2e

import (
	"encoding/json"
	"fmt"

	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// audited is a line of the audit.
type audited struct {
	Time      time.Time `json:"time"`
	RequestID string    `json:"request_id"`
	User      string    `json:"user"`
	Operator  string    `json:"operator"`
	Operation string    `json:"operation"`
	IDs       []string  `json:"ids"`
	Status    int       `json:"status"`
	Rows      int       `json:"rows"`
	Outcome   string    `json:"outcome"`
}

// TestAudit: each write and each refused access is one line, which says who, what, which rows
// and with what outcome, and nothing that is written in the rows.
func TestAudit(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, of *service) {
		file := filepath.Join(t.TempDir(), "audit.log")
		database := databaseOf(of)
		s := launch(t, []string{"serve"}, database, "AUDIT_LOG="+file)
		const content = "what nobody must read here"
		made := s.create(t, "ann", map[string]any{"title": content})
		path := tasks + "/" + made.ID
		key := map[string]string{"Idempotency-Key": "k"}
		var two []task
		for _, c := range []struct {
			call    call
			want    int
			outcome string
		}{
			{call{Method: "POST", Path: tasks, User: "ann", Body: map[string]any{"title": content}, Header: key}, 201, "done"},
			{call{Method: "POST", Path: tasks, User: "ann", Body: map[string]any{"title": content}, Header: key}, 201, "replayed"},
			{call{Method: "POST", Path: tasks + "/batch", User: "ann", Body: []any{map[string]any{"title": content}, map[string]any{"title": content}}}, 201, "done"},
			{call{Method: "PATCH", Path: path, User: "ann", Body: map[string]any{"description": content}}, 200, "done"},
			{call{Method: "PATCH", Path: path + "/toggle", User: "ann"}, 200, "done"},
			{call{Method: "PATCH", Path: path, User: "bob", Body: map[string]any{"title": content}}, 403, "refused"},
			{call{Method: "GET", Path: path, User: "bob"}, 403, "refused"},
			{call{Method: "GET", Path: path}, 401, "refused"},
			{call{Method: "POST", Path: tasks, User: "ann", Body: map[string]any{"titel": content}}, 422, "refused"},
			{call{Method: "PATCH", Path: tasks + "/" + content, User: "ann", Body: map[string]any{}}, 422, "refused"},
			{call{Method: "GET", Path: path, User: "ann"}, 200, ""},
			{call{Method: "GET", Path: tasks + "?q=" + "what", User: "ann"}, 200, ""},
		} {
			c.call.Path = strings.ReplaceAll(c.call.Path, " ", "%20")
			res := s.do(t, c.call)
			if res.Status != c.want {
				t.Fatalf("%s %s: %d %s, want %d", c.call.Method, c.call.Path, res.Status, res.Body, c.want)
			}
			if strings.HasSuffix(c.call.Path, "/batch") {
				two = as[[]task](t, res)
			}
			line := lineOf(t, file, res.Header.Get("X-Request-Id"))
			if c.outcome == "" {
				if line != nil {
					t.Errorf("%s %s: the audit has %+v, want none", c.call.Method, c.call.Path, *line)
				}
				continue
			}
			if line == nil || line.Outcome != c.outcome || line.User != c.call.User || line.Status != c.want || line.Time.IsZero() || line.Operation == "" {
				t.Errorf("%s %s: the audit has %+v, want %q and %s", c.call.Method, c.call.Path, line, c.outcome, c.call.User)
			}
		}
		ids := []string{two[0].ID, two[1].ID}
		update := s.do(t, call{Method: "PATCH", Path: tasks + "/batch", User: "ann", Body: map[string]any{"ids": ids, "change": map[string]any{}}})
		remove := s.do(t, call{Method: "DELETE", Path: tasks + "/batch?ids=" + ids[0] + "&ids=" + ids[1], User: "ann"})
		for _, res := range []response{update, remove} {
			if line := lineOf(t, file, res.Header.Get("X-Request-Id")); line == nil || fmt.Sprint(line.IDs) != fmt.Sprint(ids) {
				t.Errorf("a batch of %v: the audit has %+v", ids, line)
			}
		}
		if all := lines(t, file); all[0].Operation != "CreateTask" || fmt.Sprint(all[0].IDs) != fmt.Sprint([]string{made.ID}) || fmt.Sprint(all[3].IDs) != fmt.Sprint(ids) {
			t.Errorf("the audit has %+v, want CreateTask of %s and a batch of %v", all[:4], made.ID, ids)
		}
		r := run(t, t.TempDir(), []string{"DATABASE_URL=" + database, "AUDIT_LOG=" + file}, "user", "erase", "--sub", "ann", "--yes")
		r.wantStatus(t, 0)
		all := lines(t, file)
		if got := all[len(all)-1]; got.Operation != "user erase" || got.User != "ann" || got.Operator == "" || got.Rows != 5 || got.Outcome != "done" {
			t.Errorf("after user erase the audit has %+v", got)
		}
		raw, err := os.ReadFile(file)
		if err != nil || strings.Contains(string(raw), content) || strings.Contains(string(raw), "eyJ") {
			t.Errorf("%v: the audit has content or tokens:\n%s", err, raw)
		}
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the audit has the mode %v, %v, want 0600", info.Mode(), err)
		}
	})
}

// TestAuditStreams: the audit can be a stream of the process, and is off by default.
func TestAuditStreams(t *testing.T) {
	for stream, want := range map[string]int{"": 0, "stdout": 1, "stderr": 1} {
		url := sqliteURL(t)
		r := run(t, t.TempDir(), []string{"DATABASE_URL=" + url, "AUDIT_LOG=" + stream}, "user", "erase", "--sub", "ann", "--yes")
		r.wantStatus(t, 0)
		if got := strings.Count(map[string]string{"stdout": r.stdout, "stderr": r.stderr, "": r.stdout + r.stderr}[stream], `"msg":"audit"`); got != want {
			t.Errorf("AUDIT_LOG=%s: %d lines, want %d\n%s%s", stream, got, want, r.stdout, r.stderr)
		}
	}
	run(t, t.TempDir(), []string{"DATABASE_URL=" + sqliteURL(t), "AUDIT_LOG=" + t.TempDir()}, "user", "erase", "--sub", "ann", "--yes").wantStatus(t, 1, "open AUDIT_LOG")
}

// databaseOf is the database of a service.
func databaseOf(s *service) string {
	for _, setting := range s.cmd.Env {
		if url, ok := strings.CutPrefix(setting, "DATABASE_URL="); ok {
			return url
		}
	}
	return ""
}

// lines are those of an audit.
func lines(t *testing.T, file string) []audited {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all []audited
	for line := range strings.Lines(string(raw)) {
		var one audited
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		all = append(all, one)
	}
	return all
}

// lineOf is the line of a request, or nil. A line is written behind the answer.
func lineOf(t *testing.T, file, requestID string) *audited {
	t.Helper()
	for range 20 {
		for _, line := range lines(t, file) {
			if line.RequestID == requestID {
				return &line
			}
		}
		time.Sleep(5 * time.Millisecond)
	}
	return nil
}
