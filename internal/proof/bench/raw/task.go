package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// task is a row, and its form in a reply.
type task struct {
	ID          uuid.UUID  `json:"id"`
	UserID      string     `json:"user_id"`
	Title       string     `json:"title"`
	Description *string    `json:"description"`
	Completed   bool       `json:"completed"`
	Priority    string     `json:"priority"`
	DueDate     *time.Time `json:"due_date"`
	CreatedAt   time.Time  `json:"created_at"`
	UpdatedAt   time.Time  `json:"updated_at"`
	DeletedAt   *time.Time `json:"deleted_at"`
	Version     int        `json:"version"`
}

const columns = "id, user_id, title, description, completed, priority, due_date, created_at, updated_at, deleted_at, version"

func scan(row pgx.Row) (t task, err error) {
	err = row.Scan(&t.ID, &t.UserID, &t.Title, &t.Description, &t.Completed, &t.Priority, &t.DueDate, &t.CreatedAt, &t.UpdatedAt, &t.DeletedAt, &t.Version)
	t.CreatedAt, t.UpdatedAt = t.CreatedAt.UTC(), t.UpdatedAt.UTC()
	if t.DueDate != nil {
		*t.DueDate = t.DueDate.UTC()
	}
	return t, err
}

// newTask is the body of a create.
type newTask struct {
	Title       string     `json:"title"`
	Description *string    `json:"description"`
	Completed   bool       `json:"completed"`
	Priority    string     `json:"priority"`
	DueDate     *time.Time `json:"due_date"`
}

// change is the body of an update.
type change struct {
	Title       *string             `json:"title"`
	Description nullable[string]    `json:"description"`
	Completed   *bool               `json:"completed"`
	Priority    *string             `json:"priority"`
	DueDate     nullable[time.Time] `json:"due_date"`
}

// nullable distinguishes a value, null and an absent field.
type nullable[T any] struct {
	Set   bool
	Value *T
}

func (n *nullable[T]) UnmarshalJSON(b []byte) error {
	n.Set = true
	if bytes.Equal(b, []byte("null")) {
		return nil
	}
	return json.Unmarshal(b, &n.Value)
}

// invalid says what is wrong with the given values, or returns "".
func invalid(title, description, priority *string) string {
	if title != nil {
		if n := utf8.RuneCountInString(*title); n > 255 {
			return "title: must be at most 255 characters"
		}
		if strings.TrimSpace(*title) == "" {
			return "title: must not be blank"
		}
	}
	if description != nil && utf8.RuneCountInString(*description) > 10_000 {
		return "description: must be at most 10000 characters"
	}
	if priority != nil && *priority != "low" && *priority != "medium" && *priority != "high" {
		return fmt.Sprintf("priority: %q is none of low, medium and high", *priority)
	}
	return ""
}
