// Package logging makes the logger of the program, one line for each record.
//
// It knows nothing of what is logged. Start reading at New; lines.go says when a line
// is written, write.go writes it, repeats.go leaves out what repeats.
package logging

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"time"
)

// Options are what New is told.
type Options struct {
	// Level is the least that is logged.
	Level slog.Leveler
	// Text asks for slog's text instead of JSON.
	Text bool
}

// New returns a logger that writes to w, and its lines that wait to be written. A record of
// level warning or above is written before the logger returns, with all lines before it,
// if w takes them within a tenth of a second. Of many lines of one kind in a second, the
// first are written, and then one line that counts the others.
func New(w io.Writer, o Options) (*slog.Logger, *Lines) {
	l := &Lines{to: w, hurry: make(chan struct{}, 1)}
	l.lost = func(count, total int64) []byte { return lostLine(o, count, total) }
	base := newHandler(l, o)
	l.repeats = &repeats{kinds: map[kind]*counted{}, tell: func(r slog.Record) {
		_ = base.Handle(context.Background(), r) // Lines takes everything
	}}
	return slog.New(&handler{base, l}), l
}

func newHandler(w io.Writer, o Options) slog.Handler {
	options := &slog.HandlerOptions{Level: o.Level}
	if o.Text {
		return slog.NewTextHandler(w, options)
	}
	return slog.NewJSONHandler(w, options)
}

// lostLine says how many lines were dropped since the last such line, and in all.
func lostLine(o Options, count, total int64) []byte {
	record := slog.NewRecord(time.Now(), slog.LevelWarn, "log lines were dropped", 0)
	record.AddAttrs(slog.Int64("count", count), slog.Int64("total", total))
	var line bytes.Buffer
	_ = newHandler(&line, o).Handle(context.Background(), record) // a buffer takes everything
	return line.Bytes()
}

// handler waits until warnings are written, because they may explain why the program ended.
type handler struct {
	slog.Handler
	lines *Lines
}

// Handle implements slog.Handler.
func (h *handler) Handle(ctx context.Context, r slog.Record) error {
	if h.lines.repeats.leavesOut(r) {
		return nil
	}
	err := h.Handler.Handle(ctx, r)
	if r.Level >= slog.LevelWarn {
		h.lines.settle()
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
