package main

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// cursor is the row after which a page begins.
type cursor struct {
	CreatedAt time.Time `json:"c"`
	ID        uuid.UUID `json:"i"`
}

const (
	listFirst = "SELECT " + columns + " FROM tasks WHERE user_id = $1 AND deleted_at IS NULL ORDER BY created_at DESC, id DESC LIMIT $2"
	listNext  = "SELECT " + columns + " FROM tasks WHERE user_id = $1 AND deleted_at IS NULL AND (created_at, id) < ($3, $4) ORDER BY created_at DESC, id DESC LIMIT $2"
)

func (a *api) list(w http.ResponseWriter, r *http.Request, user string) {
	query := r.URL.Query()
	limit := 100
	if s := query.Get("limit"); s != "" {
		var err error
		if limit, err = strconv.Atoi(s); err != nil || limit < 1 || limit > 1000 {
			refuse(w, http.StatusUnprocessableEntity, "limit: must be from 1 to 1000")
			return
		}
	}
	sql, args := listFirst, []any{user, limit + 1} // a further row shows that there is a next page
	if s := query.Get("cursor"); s != "" {
		c, ok := decodeCursor(s)
		if !ok {
			refuse(w, http.StatusUnprocessableEntity, "cursor: must be a cursor from a Link header")
			return
		}
		sql, args = listNext, append(args, c.CreatedAt, c.ID)
	}
	rows, err := a.db.Query(r.Context(), sql, args...)
	if err != nil {
		refuse(w, http.StatusInternalServerError, "Internal server error")
		return
	}
	tasks, err := collect(rows, limit)
	if err != nil {
		refuse(w, http.StatusInternalServerError, "Internal server error")
		return
	}
	if len(tasks) > limit {
		tasks = tasks[:limit]
		query.Set("cursor", encodeCursor(tasks[limit-1]))
		next := url.URL{Path: r.URL.Path, RawQuery: query.Encode()}
		w.Header().Set("Link", "<"+next.String()+`>; rel="next"`)
	}
	a.encode(w, http.StatusOK, tasks)
}

func collect(rows pgx.Rows, limit int) ([]task, error) {
	defer rows.Close()
	tasks := make([]task, 0, limit+1)
	for rows.Next() {
		t, err := scan(rows)
		if err != nil {
			return nil, err
		}
		tasks = append(tasks, t)
	}
	return tasks, rows.Err()
}

func encodeCursor(t task) string {
	b, _ := json.Marshal(cursor{t.CreatedAt, t.ID}) // a time and an id always marshal
	return base64.RawURLEncoding.EncodeToString(b)
}

func decodeCursor(s string) (c cursor, ok bool) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	return c, err == nil && json.Unmarshal(b, &c) == nil
}
