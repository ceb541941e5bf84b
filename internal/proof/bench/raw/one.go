package main

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

func (a *api) read(w http.ResponseWriter, r *http.Request, user string, id uuid.UUID) {
	t, err := scan(a.db.QueryRow(r.Context(), "SELECT "+columns+" FROM tasks WHERE id = $1 AND user_id = $2 AND deleted_at IS NULL", id, user))
	if err != nil {
		a.refuse(w, r, user, id, err)
		return
	}
	if r.Header.Get("If-None-Match") == etag(t) {
		w.Header().Set("ETag", etag(t))
		w.WriteHeader(http.StatusNotModified)
		return
	}
	a.answer(w, http.StatusOK, t)
}

const insert = `INSERT INTO tasks (id, user_id, title, description, completed, priority, due_date, created_at, updated_at)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) RETURNING ` + columns

func (a *api) create(w http.ResponseWriter, r *http.Request, user string) {
	body := newTask{Priority: "medium"}
	if !decode(w, r, &body) {
		return
	}
	if why := invalid(&body.Title, body.Description, &body.Priority); why != "" {
		refuse(w, http.StatusUnprocessableEntity, why)
		return
	}
	id, err := uuid.NewV7()
	if err != nil {
		refuse(w, http.StatusInternalServerError, "Internal server error")
		return
	}
	t, err := scan(a.db.QueryRow(r.Context(), insert, id, user, body.Title, body.Description, body.Completed, body.Priority, body.DueDate, now()))
	if err != nil {
		refuse(w, http.StatusInternalServerError, "Internal server error")
		return
	}
	w.Header().Set("Location", "/api/v1/tasks/"+t.ID.String())
	a.answer(w, http.StatusCreated, t)
}

func (a *api) update(w http.ResponseWriter, r *http.Request, user string, id uuid.UUID) {
	var body change
	if !decode(w, r, &body) {
		return
	}
	if why := invalid(body.Title, body.Description.Value, body.Priority); why != "" {
		refuse(w, http.StatusUnprocessableEntity, why)
		return
	}
	var s setter
	if body.Title != nil {
		s.set("title", *body.Title)
	}
	if body.Description.Set {
		s.set("description", body.Description.Value)
	}
	if body.Completed != nil {
		s.set("completed", *body.Completed)
	}
	if body.Priority != nil {
		s.set("priority", *body.Priority)
	}
	if body.DueDate.Set {
		s.set("due_date", body.DueDate.Value)
	}
	a.write(w, r, user, id, &s)
}

func (a *api) toggle(w http.ResponseWriter, r *http.Request, user string, id uuid.UUID) {
	var s setter
	var body struct{ Completed *bool }
	switch {
	case r.ContentLength != 0 && !decode(w, r, &body):
		return
	case body.Completed != nil:
		s.set("completed", *body.Completed)
	default:
		s.sql.WriteString("completed = NOT completed, ")
	}
	a.write(w, r, user, id, &s)
}

// setter collects the columns that an UPDATE sets.
type setter struct {
	sql  strings.Builder
	args []any
}

func (s *setter) set(column string, value any) {
	s.sql.WriteString(column + " = " + s.arg(value) + ", ")
}

func (s *setter) arg(value any) string {
	s.args = append(s.args, value)
	return "$" + strconv.Itoa(len(s.args))
}

func (a *api) write(w http.ResponseWriter, r *http.Request, user string, id uuid.UUID, s *setter) {
	sql := "UPDATE tasks SET " + s.sql.String() + "version = version + 1, updated_at = " + s.arg(now()) +
		" WHERE id = " + s.arg(id) + " AND deleted_at IS NULL AND user_id = " + s.arg(user)
	if tag := r.Header.Get("If-Match"); tag != "" && tag != "*" {
		version, err := strconv.Atoi(strings.Trim(tag, `"`))
		if err != nil {
			refuse(w, http.StatusPreconditionFailed, "Precondition failed")
			return
		}
		sql += " AND version = " + s.arg(version)
	}
	t, err := scan(a.db.QueryRow(r.Context(), sql+" RETURNING "+columns, s.args...))
	if err != nil {
		a.refuse(w, r, user, id, err)
		return
	}
	a.answer(w, http.StatusOK, t)
}

// answer replies with a task and its ETag.
func (a *api) answer(w http.ResponseWriter, status int, t task) {
	w.Header().Set("ETag", etag(t))
	a.encode(w, status, t)
}

// refuse tells a missing row from a row of another user.
func (a *api) refuse(w http.ResponseWriter, r *http.Request, user string, id uuid.UUID, err error) {
	var owner string
	if errors.Is(err, pgx.ErrNoRows) {
		err = a.db.QueryRow(r.Context(), "SELECT user_id FROM tasks WHERE id = $1", id).Scan(&owner)
	}
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		refuse(w, http.StatusNotFound, "Resource not found")
	case err != nil:
		refuse(w, http.StatusInternalServerError, "Internal server error")
	case owner != user:
		refuse(w, http.StatusForbidden, "Access forbidden")
	default:
		refuse(w, http.StatusPreconditionFailed, "Precondition failed")
	}
}

func etag(t task) string { return strconv.Quote(strconv.Itoa(t.Version)) }

func now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }
