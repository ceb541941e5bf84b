package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// toolOutcome is what a tool says of one item, and toolResult what it returns.
type (
	toolOutcome struct {
		OK    bool   `json:"ok"`
		ID    string `json:"id"`
		Row   row    `json:"row"`
		Error struct {
			Status int    `json:"status"`
			Detail string `json:"detail"`
		} `json:"error"`
	}
	toolResult struct {
		Results []toolOutcome `json:"results"`
		Rows    []row         `json:"rows"`
		Error   *struct {
			Detail string `json:"detail"`
		} `json:"error"`
	}
)

// tool is the name of the tool of the resource that does something.
func (s subject) tool(verb string) string {
	return verb + "_" + strings.ReplaceAll(path.Base(s.collection), "-", "_")
}

// message sends a message to /mcp, and returns the result.
func (s *suite) message(t rapid.TB, user, method string, params, result any) {
	t.Helper()
	body := encode(t, map[string]any{"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
	r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, "/mcp", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json, text/event-stream")
	if user != "" {
		r.Header.Set("Authorization", "Bearer "+s.service.Token(user))
	}
	w := httptest.NewRecorder()
	s.service.Handler.ServeHTTP(w, r)
	if user == "" {
		if got := w.Header().Get("WWW-Authenticate"); w.Code != http.StatusUnauthorized || !strings.Contains(got, "resource_metadata=") {
			t.Errorf("%s by nobody: got %d and WWW-Authenticate %q, want 401 and resource_metadata", method, w.Code, got)
		}
		return
	}
	var reply struct {
		Result json.RawMessage `json:"result"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &reply); err != nil || w.Code != http.StatusOK || reply.Result == nil {
		t.Fatalf("%s: got %d %s (%v)", clip(string(body)), w.Code, clip(w.Body.String()), err)
	}
	decoder := json.NewDecoder(bytes.NewReader(reply.Result))
	decoder.UseNumber() // as a reply is read
	if err := decoder.Decode(result); err != nil {
		t.Fatalf("%s: %v", clip(string(reply.Result)), err)
	}
}

// use calls a tool of the resource as a user.
func (s subject) use(t rapid.TB, user, verb string, args map[string]any) (made toolResult) {
	t.Helper()
	var result struct {
		Structured *toolResult `json:"structuredContent"`
	}
	result.Structured = &made
	s.message(t, user, "tools/call", map[string]any{"name": s.tool(verb), "arguments": args}, &result)
	return made
}

// verbs are the tools that the operations of the resource make, at most five.
func (s subject) verbs() []string {
	var verbs []string
	for verb, is := range map[string]bool{
		"find": s.list != nil, "get": s.read != nil, "add": s.create != nil, "update": len(s.updates()) > 0, "delete": s.delete != nil,
	} {
		if is {
			verbs = append(verbs, verb)
		}
	}
	slices.Sort(verbs)
	return verbs
}

// testTools: each operation on the resource has its tool, which does for a user what the
// operation does.
func (s subject) testTools(t *testing.T) {
	if !s.service.MCP {
		t.Skip("the service has no tools")
	}
	user := s.newUser()
	var listed struct {
		Tools []struct {
			Name string `json:"name"`
		} `json:"tools"`
	}
	s.message(t, user, "tools/list", map[string]any{}, &listed)
	var verbs []string
	for _, tool := range listed.Tools {
		if verb, of, _ := strings.Cut(tool.Name, "_"); tool.Name == s.tool(verb) && of != "" {
			verbs = append(verbs, verb)
		}
	}
	slices.Sort(verbs)
	if want := s.verbs(); !slices.Equal(verbs, want) {
		t.Fatalf("%s has the tools %q, want %q", s.name, verbs, want)
	}
	needs(t, s.create)
	body := s.example(t, user, s.create, full, 1)
	added := s.use(t, user, "add", map[string]any{"items": []any{body, map[string]any{"no_such_field": 1}}})
	if len(added.Results) != 2 || !added.Results[0].OK || added.Results[1].Error.Status != http.StatusUnprocessableEntity {
		t.Fatalf("add: got %+v, want the first of two", added)
	}
	if s.read == nil && s.list == nil {
		return
	}
	item := s.stored(t, user, added.Results[0].ID)
	wantSent(t, s.resource, s.create.body(), body, item)
	s.testToolsOfItem(t, user, item)
}

// testToolsOfItem: what tools say of an item is what the operations say. It deletes the item.
func (s subject) testToolsOfItem(t *testing.T, user string, item row) {
	t.Helper()
	if s.read != nil {
		got := s.use(t, user, "get", map[string]any{"ids": []string{id(item), unknownID, "x"}}).Results
		unsigned(got[0].Row)
		wantSame(t, item, got[0].Row)
		if got[1].Error.Status != http.StatusNotFound || got[2].Error.Status != http.StatusUnprocessableEntity {
			t.Errorf("get: got %+v, want no item and an invalid id", got[1:])
		}
	}
	if s.list != nil && s.list.published() == "" {
		wantIDs(t, "find", s.use(t, user, "find", map[string]any{}).Rows, s.everything(t, user))
	}
	if len(s.updates()) > 0 {
		got := s.use(t, user, "update", map[string]any{"items": []any{map[string]any{"id": id(item)}, map[string]any{"id": unknownID}}}).Results
		if !got[0].OK || got[1].Error.Status != http.StatusNotFound {
			t.Errorf("update: got %+v, want the first of two", got)
		}
	}
	if s.delete != nil {
		got := s.use(t, user, "delete", map[string]any{"ids": []string{id(item), id(item)}}).Results
		hides := !s.service.NoPolicy || s.restore == nil // the policy is what hides the trash
		if !got[0].OK || hides && got[1].Error.Status != http.StatusNotFound {
			t.Errorf("delete: got %+v, want the first of two", got)
		}
	}
}

// testToolsOfOthers: by no tool does another user reach an item, and nobody calls one.
func (s subject) testToolsOfOthers(t *testing.T) {
	if !s.service.MCP {
		t.Skip("the service has no tools")
	}
	for _, method := range []string{"initialize", "tools/list", "tools/call"} {
		s.message(t, "", method, map[string]any{"name": s.tool("find"), "arguments": map[string]any{}}, nil)
	}
	needs(t, s.create)
	owner, other := s.newUser(), s.newUser()
	before := s.any(t, owner, 1)
	for _, verb := range s.verbs() {
		args := map[string]any{"ids": []string{id(before)}}
		switch {
		case verb == "add", verb == "get" && s.published():
			continue
		case verb == "find":
			if rows := s.use(t, other, verb, map[string]any{}).Rows; len(rows) > 0 && !s.published() {
				t.Errorf("find: another user finds %v", rows)
			}
			continue
		case verb == "update":
			args = map[string]any{"items": []any{map[string]any{"id": id(before)}}}
		}
		got := s.use(t, other, verb, args).Results
		if len(got) != 1 || got[0].OK || got[0].Row != nil || got[0].Error.Status != http.StatusForbidden || strings.Contains(got[0].Error.Detail, owner) {
			t.Errorf("%s: got %+v for another user, want 403", verb, got)
		}
	}
	wantSame(t, before, s.stored(t, owner, id(before)))
}
