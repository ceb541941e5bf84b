package mcp

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
)

// Arguments of find, besides the parameters of the list.
const fieldsArgument, limitArgument = "fields", "limit"

const (
	// shortPage is how many rows find returns by default: few, because a model reads all.
	shortPage = 20
	// mostResult is how many bytes the rows of a result may have.
	mostResult = 128 << 10
)

// found is the result of find.
type found struct {
	Rows  []json.RawMessage `json:"rows"`
	Next  string            `json:"next,omitempty"`
	Total json.RawMessage   `json:"total,omitempty"`
}

func (found) failed() bool { return false }

// search runs find.
func (e *entity) search(ctx context.Context, c *client, args arguments) (result, error) {
	fields, err := e.chosen(args, e.short)
	if err != nil {
		return nil, err
	}
	query, err := args.query(e.list)
	if err != nil {
		return nil, err
	}
	if e.list.takes("query", limitArgument) && !query.Has(limitArgument) {
		query.Set(limitArgument, fmt.Sprint(shortPage))
	}
	a, err := c.send(ctx, ask{method: http.MethodGet, path: e.collection, query: query})
	if err != nil {
		return nil, err
	}
	var rows []json.RawMessage
	if err := json.Unmarshal(a.body, &rows); err != nil {
		return nil, err
	}
	page, size := found{Rows: rows, Next: cursor(a.header.Get("Link"))}, 0
	if total := a.header.Get("X-Total-Count"); total != "" {
		page.Total = json.RawMessage(total)
	}
	for i, row := range rows {
		if rows[i], err = project(row, fields); err != nil {
			return nil, err
		}
		size += len(rows[i])
	}
	if size > mostResult {
		return nil, malformed(fmt.Sprintf("The rows have %d bytes, and a result at most %d: ask for fewer fields, or for a lower limit", size, mostResult))
	}
	return page, nil
}

var nextLink = regexp.MustCompile(`<([^>]*)>; *rel="next"`)

// cursor returns that of the next page, of a Link header.
func cursor(link string) string {
	m := nextLink.FindStringSubmatch(link)
	if m == nil {
		return ""
	}
	next, err := url.Parse(m[1])
	if err != nil {
		return ""
	}
	return next.Query().Get("cursor")
}

// chosen takes the argument that names fields.
func (e *entity) chosen(args arguments, standard []string) ([]string, error) {
	var names []string
	if given, err := take(args, fieldsArgument, &names); err != nil || !given || len(names) == 0 {
		return standard, err
	}
	known := map[string]bool{}
	for _, name := range e.fields {
		known[name] = true
	}
	for _, name := range names {
		if !known[name] {
			return nil, malformed(fmt.Sprintf("fields: there is no %q, but %s", name, joined(e.fields)))
		}
	}
	return names, nil
}
