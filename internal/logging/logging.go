// Package logging makes the logger of the program, one line for each record.
//
// It knows nothing of what is logged. Start reading at New; lines.go says when a line
// is written.
package logging

import (
	"context"
	"io"
	"log/slog"
)

// Options are what New is told.
type Options struct {
	// Level is the least that is logged.
	Level slog.Leveler
	// Text asks for slog's text instead of JSON.
	Text bool
}

// New returns a logger that writes to w, and a function that writes what still waits
// to be written, for the end of the program. A warning, and whatever is worse, is
// written before the logger returns, with all before it.
func New(w io.Writer, o Options) (logger *slog.Logger, flush func()) {
	l := &lines{to: w}
	options := &slog.HandlerOptions{Level: o.Level}
	if o.Text {
		return slog.New(&handler{slog.NewTextHandler(l, options), l}), l.flush
	}
	return slog.New(&handler{slog.NewJSONHandler(l, options), l}), l.flush
}

// handler lets nothing wait that somebody may be looking for when the program is gone.
type handler struct {
	slog.Handler
	lines *lines
}

// Handle implements slog.Handler.
func (h *handler) Handle(ctx context.Context, r slog.Record) error {
	err := h.Handler.Handle(ctx, r)
	if r.Level >= slog.LevelWarn {
		h.lines.flush()
	}
	return err
}

// WithAttrs implements slog.Handler.
func (h *handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &handler{h.Handler.WithAttrs(attrs), h.lines}
}

// WithGroup implements slog.Handler.
func (h *handler) WithGroup(name string) slog.Handler {
	return &handler{h.Handler.WithGroup(name), h.lines}
}
