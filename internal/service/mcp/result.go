package mcp

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

// result is what a tool returns, as JSON.
type result interface {
	// failed says that nothing was done of what the call asked for.
	failed() bool
}

// outcomes is the result of a call with several items, in their order.
type outcomes struct {
	Results []outcome `json:"results"`
}

// outcome is what became of one item.
type outcome struct {
	OK      bool            `json:"ok"`
	ID      string          `json:"id,omitempty"`
	Version json.RawMessage `json:"version,omitempty"`
	Row     json.RawMessage `json:"row,omitempty"`
	Error   *failure        `json:"error,omitempty"`
}

func (o outcomes) failed() bool {
	for _, one := range o.Results {
		if one.OK {
			return false
		}
	}
	return true
}

// each runs one request for each item, one after the other: so a call takes no more of the
// service at once than any other request. After a failure that the others would share, those
// are not tried.
func each[T any](all []T, do func(T, int) (outcome, error)) (result, error) {
	made := outcomes{}
	for i, item := range all {
		o, err := do(item, i)
		if err == nil {
			o.OK = true
			made.Results = append(made.Results, o)
			continue
		}
		f := asFailure(err)
		made.Results = append(made.Results, outcome{ID: o.ID, Error: f})
		if f.lasting() {
			untried := &failure{Status: f.Status, Detail: "Not tried, after: " + f.Detail, RetryAfter: f.RetryAfter}
			for range all[i+1:] {
				made.Results = append(made.Results, outcome{Error: untried})
			}
			break
		}
	}
	return made, nil
}

// refused is the result of a call that was refused as a whole.
type refused struct {
	Error *failure `json:"error"`
}

func (refused) failed() bool { return true }

func asFailure(err error) *failure {
	if f, ok := errors.AsType[*failure](err); ok {
		return f
	}
	return &failure{Detail: err.Error()}
}

// asResult returns a result as structured content, and as text for clients that know no other.
func asResult(r result) (*sdk.CallToolResult, error) {
	var b bytes.Buffer
	to := json.NewEncoder(&b)
	to.SetEscapeHTML(false)
	if err := to.Encode(r); err != nil {
		return nil, fmt.Errorf("write result: %w", err)
	}
	raw := bytes.TrimSpace(b.Bytes())
	return &sdk.CallToolResult{
		Content:           []sdk.Content{&sdk.TextContent{Text: string(raw)}},
		StructuredContent: json.RawMessage(raw),
		IsError:           r.failed(),
	}, nil
}

// project keeps some fields of a row, in their order. A row has no others.
func project(row []byte, fields []string) (json.RawMessage, error) {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(row, &all); err != nil {
		return nil, err
	}
	var kept object
	for _, name := range fields {
		if value, ok := all[name]; ok {
			kept = append(kept, member{name, value})
		}
	}
	return kept.MarshalJSON()
}
