package api

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"

	"github.com/entask/entask/internal/request"
)

// mostAtOnce bounds what is set aside for a body before any of it has come.
const mostAtOnce = 64 << 10

// read reads the body of a request, which can be read again. It returns false where
// ogen refuses the body without looking into it.
func (op *operation) read(info *request.Info) (raw []byte, ok bool) {
	r := info.Request
	switch {
	case op.Body == nil:
		return nil, true
	case r.ContentLength == 0:
		return nil, !op.Body.Required
	case !isJSON(r.Header):
		return nil, false
	}
	var b bytes.Buffer
	b.Grow(int(min(max(r.ContentLength, 0), mostAtOnce)) + bytes.MinRead)
	_, err := b.ReadFrom(r.Body)
	info.Body = b.Bytes()
	r.Body = &replay{*bytes.NewReader(info.Body), err}
	return info.Body, err == nil
}

func isJSON(h http.Header) bool {
	value := h.Get("Content-Type")
	if value == "application/json" {
		return true
	}
	kind, _, err := mime.ParseMediaType(value)
	return err == nil && kind == "application/json"
}

// replay is a body that was read already, and how that ended.
type replay struct {
	bytes.Reader
	err error // nil at its end
}

func (r *replay) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if errors.Is(err, io.EOF) && r.err != nil {
		err = r.err
	}
	return n, err
}

// Close implements io.Closer. The body itself is closed by net/http.
func (*replay) Close() error { return nil }
