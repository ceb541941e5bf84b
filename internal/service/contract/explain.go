package contract

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-faster/jx"

	"github.com/entask/entask/internal/runtime/fault"
)

// explain returns all rules of the document that a request breaks, or nil. It is asked
// only after a refusal, or where ogen does not see every rule, so that a good request
// pays nothing for it.
func (op *operation) explain(r *http.Request) *fault.Error {
	var all findings
	op.explainPath(&all, r)
	op.explainQuery(&all, r)
	op.explainHeader(&all, r)
	if malformed := op.explainBody(&all, r); malformed != nil {
		return malformed
	}
	if all.none() {
		return nil
	}
	return &fault.Error{Kind: fault.Invalid, Fields: all.listed, More: all.more}
}

func (op *operation) explainPath(all *findings, req *http.Request) {
	have := strings.Split(req.URL.Path, "/")
	for i, segment := range strings.Split(op.path, "/") {
		name := strings.Trim(segment, "{}")
		for _, p := range op.Parameters {
			if p.In == "path" && p.Name == name && segment != name && i < len(have) {
				all.text(p.Schema, have[i], []any{"path", p.Name})
			}
		}
	}
}

func (op *operation) explainQuery(all *findings, req *http.Request) {
	query, err := url.ParseQuery(req.URL.RawQuery)
	if err != nil {
		all.add("query_invalid", "must be a query string", "query")
	}
	for _, p := range op.query {
		p.explain(all, query[p.Name])
	}
	names := make([]string, 0, len(query))
	for name := range query {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if !op.known.has(name) {
			all.unknown("parameter", name, op.known, []any{"query", name})
		}
	}
}

// explain adds what is wrong with the values of a parameter in the query.
func (p parameter) explain(all *findings, given []string) {
	values := given
	if len(values) == 1 && p.separated() {
		values = slices.DeleteFunc(strings.Split(values[0], ","), func(string) bool { return given[0] == "" })
	}
	if p.Schema.Type == "array" && (!p.separated() || len(given) < 2) {
		p.explainList(all, values)
		return
	}
	switch {
	case len(values) == 0 && p.Required:
		all.add("missing", "is required", "query", p.Name)
	case len(values) > 1:
		all.add("repeated", givenOnce, "query", p.Name)
	}
	if p.Schema.Type == "array" {
		return // each is a list, of which one was wanted
	}
	for _, v := range values {
		all.text(p.Schema, v, []any{"query", p.Name})
	}
}

// explainList adds what is wrong with the values of a list.
func (p parameter) explainList(all *findings, values []string) {
	loc := []any{"query", p.Name}
	switch {
	case len(values) == 0 && p.Required:
		all.add("missing", "is required", loc...)
		return
	case len(values) == 0 || !all.length(p.Schema.MinItems, p.Schema.MaxItems, len(values), "items", loc):
		return
	}
	for i, v := range values {
		all.text(p.Schema.Items, v, append(loc, i))
	}
	all.unique(p.Schema, anyOf(values), loc)
}

func (op *operation) explainHeader(all *findings, req *http.Request) {
	for _, p := range op.Parameters {
		if p.In == "header" {
			values := req.Header.Values(p.Name)
			if len(values) > 1 {
				all.add("repeated", givenOnce, "header", p.Name)
			}
			for _, v := range values {
				all.text(p.Schema, v, []any{"header", p.Name})
			}
		}
	}
}

// explainBody returns an error if the body is not JSON.
func (op *operation) explainBody(all *findings, req *http.Request) *fault.Error {
	if op.body() == nil {
		return nil
	}
	raw, err := io.ReadAll(req.Body)
	req.Body = io.NopCloser(bytes.NewReader(raw)) // for whoever reads it next
	switch {
	case err != nil && !all.none():
		return nil // the parameters are wrong already
	case err != nil:
		return Unreadable(err)
	}
	if len(raw) == 0 && (!op.Body.Required || !all.none()) {
		return nil
	}
	v, malformed := parse(raw)
	if malformed != nil {
		return malformed
	}
	all.value(op.body(), v, []any{"body"})
	if mayRepeat(raw) {
		_ = all.repeated(jx.DecodeBytes(raw), []any{"body"}) // raw is known to be JSON
	}
	return nil
}

// Unreadable says why a body could not be read to its end. The error of net/http is not
// for the client, because it may name addresses.
func Unreadable(err error) *fault.Error {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fault.New(fault.Malformed, "The body cannot be read: it ends too early")
	case errors.Is(err, os.ErrDeadlineExceeded):
		return fault.New(fault.Malformed, "The body cannot be read: it took too long to arrive")
	default:
		return fault.New(fault.Malformed, "The body cannot be read")
	}
}

// parse returns the JSON value of a body, or says where it is malformed.
func parse(raw []byte) (any, *fault.Error) {
	if !utf8.Valid(raw) {
		return nil, fault.New(fault.Malformed, "The body is not JSON: it is not UTF-8")
	}
	if tooDeep(raw) {
		return nil, fault.New(fault.Malformed, "The body cannot be read: it is nested more than "+strconv.Itoa(mostDepth)+" deep")
	}
	if marked := markUnstorable(raw); marked != nil {
		raw = marked
	}
	var v any
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	err := dec.Decode(&v)
	if err == nil {
		if _, trailing := dec.Token(); !errors.Is(trailing, io.EOF) {
			err = fmt.Errorf("there is more after the value, at byte %d", dec.InputOffset()+1)
		}
	}
	var syntax *json.SyntaxError
	switch {
	case err == nil:
		return v, nil
	case errors.As(err, &syntax):
		before := raw[:min(int(syntax.Offset), len(raw))]
		line := 1 + bytes.Count(before, []byte("\n"))
		column := len(before) - 1 - bytes.LastIndexByte(before, '\n')
		return nil, fault.New(fault.Malformed, "The body is not JSON: line "+strconv.Itoa(line)+", column "+strconv.Itoa(max(column, 1))+": "+syntax.Error())
	case errors.Is(err, io.EOF):
		return nil, fault.New(fault.Malformed, "The body is not JSON: it is empty")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil, fault.New(fault.Malformed, "The body is not JSON: it ends too early")
	default:
		return nil, fault.New(fault.Malformed, "The body is not JSON: "+err.Error())
	}
}
