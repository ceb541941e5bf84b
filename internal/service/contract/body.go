package contract

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/entask/entask/internal/runtime/fault"
)

// mostAtOnce bounds the memory that is allocated for a body before it arrives.
const mostAtOnce = 64 << 10

// typeJSON is the value of Content-Type that ogen reads.
var typeJSON = []string{"application/json"}

// read reads the body of a request, which can be read again. It returns false where
// ogen refuses the body without looking into it. The header is that of the response.
func (op *operation) read(r *http.Request, header http.Header) (body []byte, whole bool, err error) {
	switch {
	case op.Body == nil:
		return nil, true, nil
	case isEmpty(r):
		r.Header["Content-Type"] = typeJSON // of nothing, any will do
		return nil, !op.Body.Required, nil
	case isEncoded(r.Header):
		header.Set("Accept-Encoding", "identity")
		return nil, false, fault.New(fault.Unsupported, "The body must not be encoded: Content-Encoding can only be identity")
	case !isJSON(r.Header):
		return nil, false, nil
	}
	op.limitBody(r)
	var b bytes.Buffer
	b.Grow(int(min(max(r.ContentLength, 0), mostAtOnce)) + bytes.MinRead)
	_, err = b.ReadFrom(r.Body)
	if _, over := errors.AsType[*http.MaxBytesError](err); over && r.ProtoMajor == 1 {
		header.Set("Connection", "close") // or net/http would read the rest after all
	}
	r.Body = &replay{*bytes.NewReader(b.Bytes()), err}
	return b.Bytes(), err == nil, nil
}

// limitBody makes reads beyond the limit of the operation fail. It does not wait for a body
// with a greater Content-Length. A body with a smaller one needs no limit, because it
// cannot be longer than announced.
func (op *operation) limitBody(r *http.Request) {
	switch {
	case r.ContentLength > op.limit:
		r.Body = tooLarge{op.limit}
	case r.ContentLength < 0:
		r.Body = http.MaxBytesReader(nil, r.Body, op.limit)
	}
}

// isEmpty says whether a request has no body. If the length is unknown, it reads the first
// byte, because a proxy may send an empty body in chunks.
func isEmpty(r *http.Request) bool {
	if r.ContentLength >= 0 {
		return r.ContentLength == 0
	}
	var first [1]byte
	n, err := io.ReadFull(r.Body, first[:])
	if n == 0 && errors.Is(err, io.EOF) {
		r.ContentLength = 0
		return true
	}
	r.Body = struct { // which repeats the byte and the error
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(first[:n]), r.Body), r.Body}
	return false
}

// isEncoded says whether the body is compressed or otherwise encoded.
func isEncoded(h http.Header) bool {
	for _, line := range h["Content-Encoding"] {
		for coding := range strings.SplitSeq(line, ",") {
			if coding = strings.Trim(coding, " \t"); coding != "" && !strings.EqualFold(coding, "identity") {
				return true
			}
		}
	}
	return false
}

func isJSON(h http.Header) bool {
	value := h.Get("Content-Type")
	if value == "application/json" {
		return true
	}
	kind, _, err := mime.ParseMediaType(value)
	return err == nil && kind == "application/json"
}

// replay repeats a body that has been read, and the error that ended it.
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
