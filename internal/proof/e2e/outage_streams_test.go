package e2e

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/entask/entask/internal/postgres/pgtest"
)

// TestStopStreams: a stop ends each stream with a reason and a time to come back, and answers who
// waits for changes. Otherwise it would cut them off, and the service would end with an error.
func TestStopStreams(t *testing.T) {
	metrics := freeAddress(t)
	s := start(t, pgtest.NewDatabase(t), "METRICS_ADDR="+metrics)
	s.create(t, "ann", map[string]any{"title": "a"})
	const each = 3
	cursor := as[struct{ Cursor string }](t, s.get(t, "ann", tasks+"/changes")).Cursor
	var wg sync.WaitGroup
	for range each {
		wg.Go(func() {
			_, end, _ := strings.Cut(s.stream(t, "ann"), "\n\nretry: ")
			if !strings.Contains(end, "\nevent: end\ndata: {\"type\":\"/problems/stopping\"") || !strings.HasSuffix(end, "}\n\n") {
				t.Errorf("the end of a stream: %q, want a time to come back and a reason", end)
			}
		})
		wg.Go(func() {
			res, err := s.try(t, call{Method: http.MethodGet, Path: tasks + "/changes?since=" + cursor, User: "ann", Header: map[string]string{"Prefer": "wait=30"}})
			if err != nil || res.Status != http.StatusOK || !strings.Contains(string(res.Body), `"changes":[]`) {
				t.Errorf("a request that waits: %v, %d %s, want an empty page", err, res.Status, res.Body)
			}
		})
	}
	for deadline := time.Now().Add(30 * time.Second); s.metric(t, metrics, "entask_streams_open") < 2*each; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d streams are open", s.metric(t, metrics, "entask_streams_open"))
		}
	}
	s.stop(t)
	wg.Wait()
}

// stream reads a stream of a user's changes to its end.
func (s *service) stream(t *testing.T, user string) string {
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+tasks+"/changes", http.NoBody)
	if err != nil {
		t.Error(err)
		return ""
	}
	req.Header.Set("Authorization", "Bearer "+token(t, user))
	req.Header.Set("Accept", "text/event-stream")
	res, err := client.Do(req)
	if err != nil {
		t.Error(err)
		return ""
	}
	defer func() { _ = res.Body.Close() }()
	all, err := io.ReadAll(res.Body)
	if err != nil {
		t.Errorf("the stream is cut off: %v", err)
	}
	return string(all)
}
