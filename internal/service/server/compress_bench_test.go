package server_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/entask/entask/internal/service/server"
)

// BenchmarkCompression is what a list costs in the server with and without: that is in
// docs/performance-notes.md.
func BenchmarkCompression(b *testing.B) {
	for _, n := range []int{5, 6, 20, 100, 1000} {
		body := list(n)
		s, err := server.New(server.Options{API: answers(http.StatusOK, body), Logger: slog.New(slog.DiscardHandler)})
		if err != nil {
			b.Fatal(err)
		}
		for _, accept := range []string{"identity", "gzip"} {
			r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, "/api/x", nil)
			r.Header.Set("Accept-Encoding", accept)
			w := httptest.NewRecorder()
			b.Run(fmt.Sprintf("%d/%s", n, accept), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					w.Body.Reset()
					clear(w.Header())
					s.Handler().ServeHTTP(w, r)
				}
				b.ReportMetric(float64(w.Body.Len()), "bytes")
			})
		}
	}
}

// list is the API's answer with so many tasks, about 350 bytes each.
func list(n int) []byte {
	type task struct {
		ID          uuid.UUID `json:"id"`
		UserID      string    `json:"user_id"`
		Title       string    `json:"title"`
		Description *string   `json:"description"`
		Completed   bool      `json:"completed"`
		Priority    string    `json:"priority"`
		DueDate     *string   `json:"due_date"`
		CreatedAt   string    `json:"created_at"`
		UpdatedAt   string    `json:"updated_at"`
		Version     int       `json:"version"`
	}
	words := strings.Fields("buy milk call the plumber about kitchen sink review a pull request for billing prepare slides with finance book flight to Lisbon renew passport")
	text := func(i, n int) string {
		var s []string
		for k := range n {
			s = append(s, words[(i*i+k*(i%7+1))%len(words)])
		}
		return strings.Join(s, " ")
	}
	tasks := make([]task, n)
	for i := range tasks {
		id := uuid.NewSHA1(uuid.NameSpaceOID, []byte(strconv.Itoa(i))) // random, and always the same
		at := fmt.Sprintf("2026-%02d-%02dT%02d:%02d:%02d.", 12-i/100%12, 28-i/4%28, id[0]%24, id[1]%60, id[2]%60)
		tasks[i] = task{
			ID: id, UserID: "BXo1yu4Hl5jyzQUdcoWzBgGpVoN8Xx3b", Title: text(i, 4), Completed: i%3 == 0,
			Priority: []string{"low", "medium", "high"}[id[3]%3], Version: 1 + i%4,
			CreatedAt: at + fmt.Sprintf("%06dZ", int(id[4])*3907), UpdatedAt: at + fmt.Sprintf("%06dZ", int(id[5])*3907),
		}
		if i%2 == 0 {
			description := text(i+1, 12)
			tasks[i].Description, tasks[i].DueDate = &description, &tasks[i].CreatedAt
		}
	}
	body, _ := json.Marshal(tasks)
	return body
}
