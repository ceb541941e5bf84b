package feed

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/url"

	"github.com/google/uuid"

	"github.com/entask/entask/internal/runtime/fault"
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
	// Filters is a hash of the filters that narrow the feed.
	Filters []byte `json:"f,omitempty"`
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
	errFilters = errors.New("must be used with the filters that it was made for")
)

func decode(text string, filters []byte) (*cursor, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil {
		return nil, invalid(errCursor)
	}
	var c cursor
	if err := json.Unmarshal(raw, &c); err != nil || c.Epoch == "" || c.Number < 0 || c.Begun != nil && *c.Begun < 0 || c.encode() != text {
		return nil, invalid(errCursor)
	}
	if !bytes.Equal(c.Filters, filters) {
		return nil, invalid(errFilters)
	}
	return &c, nil
}

func invalid(err error) error {
	return fault.NewInvalid("cursor_invalid", err.Error(), "query", "since")
}

// filtersOf is a hash of the parameters that narrow a feed; nil where none does.
func filtersOf(query url.Values) []byte {
	narrow := url.Values{}
	for name, values := range query {
		if name != "since" && name != "limit" {
			narrow[name] = values
		}
	}
	if len(narrow) == 0 {
		return nil
	}
	sum := sha256.Sum256([]byte(narrow.Encode()))
	return sum[:8]
}
