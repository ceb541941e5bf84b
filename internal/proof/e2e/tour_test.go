package e2e

import (
	"net/http"
	"testing"
)

// TestTour is what a newcomer does first.
func TestTour(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, s *service) {
		made := s.create(t, "ann", map[string]any{"title": "Buy milk"})
		if made.UserID != "ann" || made.Priority != "medium" || made.Completed || made.Version != 1 || made.Description != nil {
			t.Errorf("created %+v, want ann's, medium, not completed, version 1, no description", made)
		}
		read := s.do(t, call{Method: http.MethodGet, Path: tasks + "/" + made.ID, User: "ann"})
		if got := as[task](t, read); read.Status != http.StatusOK || got.CreatedAt != made.CreatedAt {
			t.Errorf("read %d %+v, want 200 %+v", read.Status, got, made)
		}
		toggled := s.do(t, call{Method: http.MethodPatch, Path: tasks + "/" + made.ID + "/toggle", User: "ann"})
		if got := as[task](t, toggled); toggled.Status != http.StatusOK || !got.Completed || got.Version != 2 {
			t.Errorf("toggled %d %+v, want 200, completed, version 2", toggled.Status, got)
		}
		if gone := s.do(t, call{Method: http.MethodDelete, Path: tasks + "/" + made.ID, User: "ann"}); gone.Status != http.StatusNoContent {
			t.Errorf("deleted %d %s, want 204", gone.Status, gone.Body)
		}
	})
}
