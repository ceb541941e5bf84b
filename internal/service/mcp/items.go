package mcp

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/google/uuid"
)

const (
	idsArgument, itemsArgument, keyArgument = "ids", "items", "idempotency_key"

	keyHeader = "Idempotency-Key"
)

// get reads items by their ids, until the result is full.
func (e *entity) get(ctx context.Context, c *client, args arguments) (result, error) {
	fields, err := e.chosen(args, e.fields)
	if err != nil {
		return nil, err
	}
	ids, err := list[string](args, idsArgument)
	if err != nil {
		return nil, err
	}
	size := 0
	return each(ids, func(id string, _ int) (outcome, error) {
		o := outcome{ID: id}
		if size > mostResult {
			return o, malformed("The result is full: get this in another call")
		}
		a, err := e.ofItem(ctx, c, ask{method: http.MethodGet}, id)
		if err != nil {
			return o, err
		}
		o.ID = "" // the row may have it
		o.Row, err = project(a.body, fields)
		size += len(o.Row)
		return o, err
	})
}

// add creates items. Each has a key of its own, made of that of the call.
func (e *entity) add(ctx context.Context, c *client, args arguments) (result, error) {
	var key string
	keyed, err := take(args, keyArgument, &key)
	if err != nil {
		return nil, err
	}
	items, err := list[json.RawMessage](args, itemsArgument)
	if err != nil {
		return nil, err
	}
	return each(items, func(item json.RawMessage, i int) (outcome, error) {
		a := ask{method: http.MethodPost, path: e.collection, body: item}
		if keyed && e.create.takes("header", keyHeader) {
			a.header = http.Header{keyHeader: {fmt.Sprintf("%s.%d", key, i)}}
		}
		return written(c.send(ctx, a))
	})
}

// change updates items, each by what is beside its id and version.
func (e *entity) change(ctx context.Context, c *client, args arguments) (result, error) {
	items, err := list[map[string]json.RawMessage](args, itemsArgument)
	if err != nil {
		return nil, err
	}
	return each(items, func(item map[string]json.RawMessage, _ int) (outcome, error) {
		var id string
		_, err := take(item, idField, &id)
		o := outcome{ID: id}
		if err != nil {
			return o, err
		}
		a := ask{method: http.MethodPut}
		if e.patches {
			a.method = http.MethodPatch
		}
		if e.versioned {
			var version json.Number
			given, err := take(item, versionField, &version)
			if err != nil {
				return o, err
			}
			if given {
				a.header = http.Header{"If-Match": {`"` + version.String() + `"`}}
			}
		}
		if a.body, err = json.Marshal(item); err != nil {
			return o, err
		}
		answer, err := e.ofItem(ctx, c, a, id)
		if err != nil {
			return o, err
		}
		return written(answer, nil)
	})
}

// remove deletes items.
func (e *entity) remove(ctx context.Context, c *client, args arguments) (result, error) {
	ids, err := list[string](args, idsArgument)
	if err != nil {
		return nil, err
	}
	return each(ids, func(id string, _ int) (outcome, error) {
		_, err := e.ofItem(ctx, c, ask{method: http.MethodDelete}, id)
		return outcome{ID: id}, err
	})
}

// ofItem sends a request of an item. What is no UUID could be the name of something else that
// stands below the collection.
func (e *entity) ofItem(ctx context.Context, c *client, a ask, id string) (answer, error) {
	if uuid.Validate(id) != nil {
		return answer{}, malformed("id: must be a UUID")
	}
	a.path = e.collection + "/" + id
	return c.send(ctx, a)
}

// written is the outcome of an item that is as the API has answered.
func written(a answer, err error) (outcome, error) {
	var row struct {
		ID      string          `json:"id"`
		Version json.RawMessage `json:"version"`
	}
	if err == nil {
		err = json.Unmarshal(a.body, &row)
	}
	return outcome{ID: row.ID, Version: row.Version}, err
}
