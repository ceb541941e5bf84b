package server

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/entask/entask/internal/runtime/request"
)

// preflight gives a body to the empty refusal of the CORS library, and the reason to the log.
type preflight struct {
	http.ResponseWriter
	request *http.Request
	cross   *crossOrigin
}

// WriteHeader implements http.ResponseWriter.
func (w *preflight) WriteHeader(status int) {
	if status == http.StatusForbidden {
		why := w.cross.refusal(w.request)
		request.Refused(w.request.Context(), why)
		refuse(w.ResponseWriter, w.request, status, why)
		return
	}
	w.ResponseWriter.WriteHeader(status)
}

// refusal names what CORS does not allow in a preflight that was refused.
func (c *crossOrigin) refusal(r *http.Request) string {
	if origin := r.Header.Get("Origin"); !c.allows(origin) {
		return fmt.Sprintf("CORS does not allow the origin %s", shortly(origin))
	}
	if method := r.Header.Get("Access-Control-Request-Method"); !slices.Contains(corsMethods, method) {
		return fmt.Sprintf("CORS does not allow the method %s", shortly(method))
	}
	var wrong []string
	for name := range strings.SplitSeq(strings.Join(r.Header.Values("Access-Control-Request-Headers"), ","), ",") {
		name = strings.TrimSpace(name)
		if name != "" && !slices.ContainsFunc(c.config.RequestHeaders, func(allowed string) bool { return strings.EqualFold(allowed, name) }) {
			wrong = append(wrong, name)
		}
	}
	return fmt.Sprintf("CORS does not allow the header %s", shortly(strings.Join(wrong, ", ")))
}

// allows asks the library about an origin: it marks the answer to one that it allows.
func (c *crossOrigin) allows(origin string) bool {
	answer := marks{}
	nothing := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	c.of(origin).Wrap(nothing).ServeHTTP(answer, &http.Request{Method: http.MethodGet, Header: http.Header{"Origin": {origin}}})
	return http.Header(answer).Get("Access-Control-Allow-Origin") != ""
}

// marks are the headers of an answer that is sent to nobody.
type marks http.Header

func (m marks) Header() http.Header         { return http.Header(m) }
func (m marks) Write(p []byte) (int, error) { return len(p), nil }
func (m marks) WriteHeader(int)             {}

// shortly quotes the beginning of what a client has sent.
func shortly(text string) string {
	const most = 200
	if len(text) > most {
		return fmt.Sprintf("%q…", text[:most])
	}
	return fmt.Sprintf("%q", text)
}
