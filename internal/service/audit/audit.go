// Package audit writes who did what to which rows: one line for each write, and for each
// access that was refused.
//
// A line has no content, no token and no address of mail. It knows no server: main hands
// Log.Request to package server. Start there.
package audit

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"path"
	"strings"

	"github.com/google/uuid"

	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/retry"
)

// Log writes the lines of an audit.
type Log struct{ to *slog.Logger }

// New returns a log that writes to a logger of its own.
func New(to *slog.Logger) *Log { return &Log{to} }

// What became of a request or a command.
const (
	done     = "done"
	replayed = "replayed" // nothing: it was done before
	refused  = "refused"  // nothing
	failed   = "failed"   // nothing, for a fault of the service
	unknown  = "unknown"  // whether it was done, nobody knows
)

// Request writes the line of a request that was answered, if it is of interest.
func (l *Log) Request(r *http.Request, served *request.Context, status int, header http.Header) {
	route := served.Route()
	if route.Operation == "" || !ofInterest(r, status) {
		return
	}
	id, said := served.Identity(), served.Log()
	attrs := []slog.Attr{
		slog.String("request_id", id.ID),
		slog.String("address", id.Address),
		slog.String("user", said.User),
		slog.String("operation", route.Operation),
		slog.Any("ids", ids(r, served, route.Pattern, header)),
		slog.Int("status", status),
		slog.String("outcome", outcome(status, header, said.Cause)),
	}
	l.to.LogAttrs(served, slog.LevelInfo, "audit", attrs...)
}

// Command writes the line of a command about a user, which an operator gave.
func (l *Log) Command(operator, operation, user string, rows int64, err error) {
	attrs := []slog.Attr{
		slog.String("operator", operator),
		slog.String("user", user),
		slog.String("operation", operation),
		slog.Int64("rows", rows),
		slog.String("outcome", outcomeOf(err)),
	}
	l.to.LogAttrs(context.Background(), slog.LevelInfo, "audit", attrs...)
}

// ofInterest says whether a request wrote something, or was refused. What a message of an agent
// does are requests of the API, which have lines of their own.
func ofInterest(r *http.Request, status int) bool {
	refused := status == http.StatusUnauthorized || status == http.StatusForbidden
	switch {
	case r.URL.Path == "/mcp":
		return refused
	case strings.HasPrefix(r.URL.Path, "/api/"):
		return refused || writes(r)
	}
	return false
}

func writes(r *http.Request) bool {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return false
	}
	return true
}

func outcome(status int, header http.Header, cause error) string {
	switch {
	case retry.IsUnknown(cause):
		return unknown
	case status >= http.StatusInternalServerError:
		return failed
	case status >= http.StatusBadRequest:
		return refused
	case header.Get("Idempotency-Replayed") != "":
		return replayed
	default:
		return done
	}
}

func outcomeOf(err error) string {
	if err != nil {
		return failed
	}
	return done
}

// ids are those of the rows that a request names or has made. What is no id is left out,
// whatever a client sends in its place.
func ids(r *http.Request, served *request.Context, pattern string, header http.Header) []string {
	named := []string{}
	segments := strings.Split(r.URL.Path, "/")
	for i, segment := range strings.Split(pattern, "/") {
		if strings.HasPrefix(segment, "{") && i < len(segments) {
			named = append(named, segments[i])
		}
	}
	if made := header.Get("Location"); made != "" {
		named = append(named, path.Base(made))
	}
	for _, id := range served.Rows() {
		named = append(named, id.String())
	}
	if path.Base(pattern) == "batch" || path.Base(path.Dir(pattern)) == "batch" {
		named = append(named, batch(r, served)...)
	}
	valid := named[:0]
	for _, text := range named {
		if id, err := uuid.Parse(text); err == nil {
			valid = append(valid, id.String())
		}
	}
	return valid
}

// most is how many ids a batch has.
const most = 100

// batch are the ids that a batch names, in the query or in the body.
func batch(r *http.Request, served *request.Context) []string {
	named := r.URL.Query()["ids"]
	var body struct {
		IDs []string `json:"ids"`
	}
	if r.Method == http.MethodPatch && json.Unmarshal(request.InboundOf(served).Body, &body) == nil {
		named = body.IDs
	}
	return named[:min(len(named), most)]
}
