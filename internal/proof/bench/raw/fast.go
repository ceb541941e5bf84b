package main

import (
	"encoding/hex"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/google/uuid"
)

// buffers are reused.
var buffers = sync.Pool{New: func() any { b := make([]byte, 0, 16<<10); return &b }}

// encodeFast writes a task or many without reflection.
func encodeFast(w http.ResponseWriter, status int, v any) {
	buffer, ok := buffers.Get().(*[]byte)
	if !ok {
		buffer = new([]byte)
	}
	b := (*buffer)[:0]
	switch v := v.(type) {
	case task:
		b = appendTask(b, &v)
	case []task:
		b = append(b, '[')
		for i := range v {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendTask(b, &v[i])
		}
		b = append(b, ']')
	}
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Content-Length", strconv.Itoa(len(b)))
	w.WriteHeader(status)
	_, _ = w.Write(b) // the client has gone
	*buffer = b
	buffers.Put(buffer)
}

func appendTask(b []byte, t *task) []byte {
	b = append(b, `{"id":"`...)
	b = appendID(b, t.ID)
	b = appendString(append(b, `","user_id":`...), t.UserID)
	b = appendString(append(b, `,"title":`...), t.Title)
	b = append(b, `,"description":`...)
	if t.Description != nil {
		b = appendString(b, *t.Description)
	} else {
		b = append(b, "null"...)
	}
	b = strconv.AppendBool(append(b, `,"completed":`...), t.Completed)
	b = appendString(append(b, `,"priority":`...), t.Priority)
	b = appendTimeOrNull(append(b, `,"due_date":`...), t.DueDate)
	b = appendTime(append(b, `,"created_at":`...), t.CreatedAt)
	b = appendTime(append(b, `,"updated_at":`...), t.UpdatedAt)
	b = appendTimeOrNull(append(b, `,"deleted_at":`...), t.DeletedAt)
	b = strconv.AppendInt(append(b, `,"version":`...), int64(t.Version), 10)
	return append(b, '}')
}

func appendID(b []byte, id uuid.UUID) []byte {
	b = hex.AppendEncode(b, id[:4])
	for _, group := range [][]byte{id[4:6], id[6:8], id[8:10], id[10:]} {
		b = hex.AppendEncode(append(b, '-'), group)
	}
	return b
}

func appendTime(b []byte, t time.Time) []byte {
	return append(t.AppendFormat(append(b, '"'), time.RFC3339Nano), '"')
}

func appendTimeOrNull(b []byte, t *time.Time) []byte {
	if t == nil {
		return append(b, "null"...)
	}
	return appendTime(b, *t)
}

// appendString writes a JSON string (RFC 8259, section 7). PostgreSQL keeps
// only valid UTF-8.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	start := 0
	for i := range len(s) {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		b = append(b, s[start:i]...)
		start = i + 1
		if c < ' ' {
			b = hex.AppendEncode(append(b, `\u00`...), []byte{c})
		} else {
			b = append(b, '\\', c)
		}
	}
	return append(append(b, s[start:]...), '"')
}
