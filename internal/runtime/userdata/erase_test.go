package userdata_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/entask/entask/internal/runtime/userdata"
)

var errEnded = errors.New("the connection ended")

// TestErase: whatever leads to whatever, in circles and trees, a user's rows are deleted, some
// hundred at a time, and nobody else's.
func TestErase(t *testing.T) {
	for name, tc := range map[string]struct {
		keys []string
		link string
	}{
		"one table":               {[]string{"notes"}, ""},
		"what keeps":              {[]string{"answers.to_id! > notes: RESTRICT", "notes", "zeros.of_id > answers: NO ACTION"}, "UPDATE answers SET to_id = id; UPDATE zeros SET of_id = id"},
		"what is led to first":    {[]string{"accounts", "notes.of_id! > accounts: RESTRICT"}, "UPDATE notes SET of_id = id"},
		"a tree":                  {[]string{"notes.parent_id > notes: RESTRICT"}, "UPDATE notes SET parent_id = id / 2 WHERE id > 1 AND user_id = 'ann'"},
		"all below one":           {[]string{"notes.parent_id > notes: CASCADE"}, "UPDATE notes SET parent_id = 1 WHERE user_id = 'ann'"},
		"a row that leads to it":  {[]string{"notes.parent_id > notes: NO ACTION"}, "UPDATE notes SET parent_id = id"},
		"a circle":                {[]string{"a.to_id! > b: RESTRICT", "b.to_id! > c: RESTRICT", "c.to_id > a: RESTRICT"}, "UPDATE a SET to_id = id; UPDATE b SET to_id = id; UPDATE c SET to_id = id"},
		"a circle, the other way": {[]string{"c.to_id! > b: RESTRICT", "b.to_id! > a: RESTRICT", "a.to_id > c: RESTRICT"}, "UPDATE a SET to_id = id; UPDATE b SET to_id = id; UPDATE c SET to_id = id"},
		"two circles":             {[]string{"a.to_id > b: SET NULL", "b.to_id > a: CASCADE", "b.more_id > c: RESTRICT", "c.to_id > b: RESTRICT"}, "UPDATE a SET to_id = id; UPDATE b SET to_id = id, more_id = id; UPDATE c SET to_id = id"},
	} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, tc.keys, func(t *testing.T, s *tables) {
				for _, e := range s.Entities {
					s.fill(e.Table, "ann", 1, 1203)
					s.fill(e.Table, "bob", 2000, 3)
				}
				for part := range strings.SplitSeq(tc.link, "; ") {
					if part != "" {
						s.exec(part)
					}
				}
				tables := int64(len(s.Entities))
				if got, err := s.Count(t.Context(), "ann"); err != nil || got.Total() != 1203*tables {
					t.Errorf("Count() = %v, %v, want 1203 of each", got, err)
				}
				s.wantErased("ann", 1203*tables)
				if s.counts.most > 500 {
					t.Errorf("one statement changed %d rows, want 500 at most", s.counts.most)
				}
				s.wantErased("bob", 3*tables)
			})
		})
	}
}

// TestEraseGoesOn: an erasure that ended early is continued by the next, whichever statement
// was the last.
func TestEraseGoesOn(t *testing.T) {
	onBoth(t, []string{"notes.parent_id > notes: RESTRICT", "answers.to_id! > notes: RESTRICT"}, func(t *testing.T, s *tables) {
		s.fill("notes", "ann", 1, 1203)
		s.fill("answers", "ann", 1, 700)
		s.exec("UPDATE notes SET parent_id = 1")
		s.exec("UPDATE answers SET to_id = id")
		erased := int64(0)
		for ended := 1; ; ended++ {
			s.counts.failed = ended
			got, err := s.Erase(t.Context(), "ann")
			erased += got.Total()
			if err == nil {
				break
			}
			if !errors.Is(err, errEnded) || ended > 50 {
				t.Fatalf("attempt %d: Erase() = %v, %v", ended, got, err)
			}
		}
		if erased != 1903 {
			t.Errorf("%d rows were erased, want 1903", erased)
		}
	})
}

// TestEraseLinks: the rows of a join table go some at a time too, however many lead to one row.
func TestEraseLinks(t *testing.T) {
	onBoth(t, []string{"tags", "tasks"}, func(t *testing.T, s *tables) {
		s.join("task_tags", "tasks", "tags")
		s.fill("tasks", "ann", 1, 6000)
		s.fill("tags", "ann", 1, 2)
		s.fill("tasks", "bob", 7000, 2)
		s.fill("tags", "bob", 7000, 2)
		s.exec("INSERT INTO task_tags (a, b) SELECT tasks.id, tags.id FROM tasks JOIN tags ON tasks.user_id = tags.user_id")
		if got, err := s.Count(t.Context(), "ann"); err != nil || got.Total() != 18002 {
			t.Errorf("Count() = %v, %v, want 18002", got, err)
		}
		s.wantErased("ann", 18002)
		if s.counts.most > 5000 {
			t.Errorf("one statement deleted %d rows, want 5000 at most", s.counts.most)
		}
		if got := s.number("SELECT count(*) FROM task_tags"); got != 4 {
			t.Errorf("%d links are left, want the 4 of bob", got)
		}
	})
}

// TestEraseKept: what rows of others keep is left, all else is deleted, and the error says so.
func TestEraseKept(t *testing.T) {
	onBoth(t, []string{"posts", "remarks.to_id! > posts: RESTRICT", "things"}, func(t *testing.T, s *tables) {
		for i := range s.Entities {
			s.Entities[i].Published = s.Entities[i].Table == "posts"
		}
		s.fill("posts", "ann", 1, 1200)
		s.fill("things", "ann", 1, 3)
		s.fill("remarks", "bob", 1, 3)
		s.exec("UPDATE remarks SET to_id = 400 * id")
		got, err := s.Erase(t.Context(), "ann")
		kept, ok := errors.AsType[*userdata.Kept](err)
		if !ok || got.Total() != 1200 || kept.Error() != "rows are left, because rows of others lead to them and keep them: posts 3" {
			t.Errorf("Erase() = %v, %v, want 3 posts kept", got, err)
		}
		s.exec("DELETE FROM remarks WHERE id > 1")
		got, err = s.Erase(t.Context(), "ann")
		if _, ok := errors.AsType[*userdata.Kept](err); !ok || got.Total() != 2 {
			t.Errorf("Erase() = %v, %v, want 2 rows, and one kept", got, err)
		}
		s.exec("DELETE FROM remarks")
		s.wantErased("ann", 1)
	})
}

// TestEraseMeanwhile: what the user writes while an erasure goes on is deleted too, and who
// never stops is told from who has stopped.
func TestEraseMeanwhile(t *testing.T) {
	onBoth(t, []string{"notes", "others"}, func(t *testing.T, s *tables) {
		s.fill("notes", "ann", 1, 10)
		next, most := 100, 103
		s.counts.before = func(query string) {
			if strings.HasPrefix(query, `DELETE FROM "others"`) || strings.HasPrefix(query, "DELETE FROM `others`") {
				if next < most {
					s.fill("notes", "ann", next, 1)
					next++
				}
			}
		}
		s.wantErased("ann", 13)
		most = 1 << 20
		if got, err := s.Erase(t.Context(), "ann"); !errors.Is(err, userdata.ErrWriting) || got.Total() == 0 {
			t.Errorf("Erase() = %v, %v, want %v", got, err, userdata.ErrWriting)
		}
	})
}
