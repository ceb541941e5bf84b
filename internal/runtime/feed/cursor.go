package feed

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/viewer"
)

// last is behind every id: a cursor with it has seen all changes of its number.
var last = uuid.Max

// cursor is where a client stands in a feed. Clients see its JSON in base64url.
type cursor struct {
	Number int64     `json:"n"` // of the last change that the client has
	ID     uuid.UUID `json:"i"` // of its row
	// Begun is the number of the latest change when the client began to load all rows; nil
	// when it has them. What is deleted up to there, the client has never had.
	Begun *int64 `json:"b,omitempty"`
	Epoch string `json:"e"` // the history of the database
	scope
}

// scope is what a cursor is good for, as hashes.
type scope struct {
	User    []byte `json:"u"`
	Filters []byte `json:"f"` // the list, and what narrows it
}

// scopeOf is that of a request, of its viewer and its URL.
func scopeOf(ctx context.Context) scope {
	user, _ := viewer.FromContext(ctx)
	u := request.URL(ctx)
	narrow := u.Query()
	narrow.Del("since")
	narrow.Del("limit")
	for _, values := range narrow {
		slices.Sort(values) // a filter holds for all of its values alike
	}
	return scope{hash(user.ID), hash(strings.TrimSuffix(u.Path, "/") + "?" + narrow.Encode())}
}

// hash is short: who makes up a cursor with the same one deceives only himself.
func hash(text string) []byte {
	sum := sha256.Sum256([]byte(text))
	return sum[:8]
}

// complete is the number up to which the client knows of all deletions.
func (c *cursor) complete() int64 {
	switch {
	case c.Begun != nil:
		return *c.Begun
	case c.ID == last:
		return c.Number
	default:
		return c.Number - 1
	}
}

func (c *cursor) encode() string {
	raw, err := json.Marshal(c)
	if err != nil {
		return "" // a struct of strings and numbers always marshals
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

var (
	errCursor  = errors.New("must be a cursor of this feed")
	errFilters = errors.New("must be used with the list and the filters that it was made for")
)

// decode returns fault.Gone for the cursor of another user: a client that has changed its user
// begins anew.
func decode(text string, of scope) (*cursor, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil {
		return nil, invalid(errCursor)
	}
	var c cursor
	if err := json.Unmarshal(raw, &c); err != nil || c.Epoch == "" || c.Number < 0 || c.Begun != nil && *c.Begun < 0 || c.encode() != text {
		return nil, invalid(errCursor)
	}
	if !bytes.Equal(c.User, of.User) {
		return nil, gone("The cursor is another user's")
	}
	if !bytes.Equal(c.Filters, of.Filters) {
		return nil, invalid(errFilters)
	}
	return &c, nil
}

func invalid(err error) error {
	return fault.NewInvalid("cursor_invalid", err.Error(), "query", "since")
}
