//go:build recipes

package recipes

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// user sends requests with a token, or without one.
type user struct {
	t          *testing.T
	api, token string
}

// row is an entity, or a problem, in JSON.
type row = map[string]any

// send sends a request, expects the status, and decodes the reply into into unless that
// is nil.
func (u user) send(method, path string, body, into any, want int) http.Header {
	u.t.Helper()
	var raw []byte
	if body != nil {
		raw, _ = json.Marshal(body)
	}
	req, err := http.NewRequestWithContext(u.t.Context(), method, u.api+path, bytes.NewReader(raw))
	if err != nil {
		u.t.Fatal(err)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if u.token != "" {
		req.Header.Set("Authorization", "Bearer "+u.token)
	}
	res, err := (&http.Client{Timeout: time.Minute}).Do(req)
	if err != nil {
		u.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	got, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != want {
		u.t.Fatalf("%s %s: %d %s, %v, want %d", method, path, res.StatusCode, got, err, want)
	}
	if into != nil {
		if err := json.Unmarshal(got, into); err != nil {
			u.t.Fatalf("%s %s: %s: %v", method, path, got, err)
		}
	}
	return res.Header
}

// list returns the rows of a list, and the path of its next page.
func (u user) list(path string, want int) (rows []row, next string) {
	u.t.Helper()
	header := u.send("GET", path, nil, &rows, 200)
	if len(rows) != want {
		u.t.Fatalf("GET %s: got %d rows, want %d: %v", path, len(rows), want, rows)
	}
	next, _, _ = strings.Cut(strings.TrimPrefix(header.Get("Link"), "<"), ">")
	return rows, next
}

// create returns the id of a new row.
func (u user) create(path string, body row) string {
	u.t.Helper()
	var made row
	u.send("POST", path, body, &made, 201)
	id, _ := made["id"].(string)
	return id
}

const (
	projects = "/api/v1/projects"
	tasks    = "/api/v1/tasks"
)

// use tests what was generated from project against what a stranger expects.
func use(t *testing.T, owner, other, nobody user) {
	var document struct{ Paths map[string]row }
	nobody.send("GET", "/openapi.json", nil, &document, 200)
	for _, path := range []string{projects, projects + "/{project_id}", projects + "/{project_id}/tasks"} {
		if document.Paths[path] == nil {
			t.Errorf("the document has no %s", path)
		}
	}

	house := owner.create(projects, row{"name": "The house"})
	owner.create(projects, row{"name": "The garden", "archived": true})
	milk := owner.create(tasks, row{"title": "Buy milk", "project_id": house})
	owner.create(tasks, row{"title": "Rest"})

	t.Run("paged and filtered", func(t *testing.T) {
		first, next := owner.list(projects+"?limit=1", 1)
		second, last := owner.list(next, 1)
		if first[0]["name"] != "The garden" || second[0]["name"] != "The house" || last != "" {
			t.Errorf("got %v, then %v, then %q, want the garden, the house and no more", first, second, last)
		}
		owner.list(projects+"?archived=true", 1)
		owner.list(projects+"?q=HOUSE", 1)
		owner.send("GET", projects+"?colour=red", nil, nil, 422)
		owner.send("POST", projects, row{"name": ""}, nil, 422)
	})
	t.Run("tasks of a project, project of a task", func(t *testing.T) {
		if rows, _ := owner.list(projects+"/"+house+"/tasks", 1); rows[0]["id"] != milk {
			t.Errorf("got %v, want the task of the project", rows)
		}
		if rows, _ := owner.list(tasks+"?project_id="+house+"&expand=project", 1); rows[0]["project"].(row)["name"] != "The house" {
			t.Errorf("got %v, want the task with its project", rows)
		}
		var task row
		owner.send("PATCH", tasks+"/"+milk, row{"project_id": nil}, &task, 200)
		if v, ok := task["project_id"]; !ok || v != nil {
			t.Errorf("got %v, want the task without its project", task)
		}
		owner.list(projects+"/"+house+"/tasks", 0)
		owner.send("PATCH", tasks+"/"+milk, row{"project_id": house}, nil, 200)
	})
	t.Run("isolated", func(*testing.T) {
		other.list(projects, 0)
		for _, path := range []string{projects + "/" + house, projects + "/" + house + "/tasks", tasks + "/" + milk + "?expand=project"} {
			other.send("GET", path, nil, nil, 403)
			nobody.send("GET", path, nil, nil, 401)
		}
		other.send("POST", tasks, row{"title": "Theirs", "project_id": house}, nil, 403)
		other.send("PATCH", projects+"/"+house, row{"name": "Mine"}, nil, 403)
		other.send("DELETE", projects+"/"+house, nil, nil, 403)
		nobody.send("GET", projects, nil, nil, 401)
		nobody.send("POST", projects, row{"name": "Nobody's"}, nil, 401)
		other.list(tasks, 0)
	})
	owner.send("DELETE", projects+"/"+house+"?permanent=true", nil, nil, 204) // in the trash it would keep its tasks
	owner.list(tasks+"?project_id="+house, 0)
	owner.list(tasks, 2)
}
