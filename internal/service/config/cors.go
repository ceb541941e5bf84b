package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jub0bs/cors"
	"github.com/jub0bs/cors/cfgerrors"
)

// loopback are the origins of a machine's own pages, on any port.
var loopback = []string{
	"http://localhost:*", "http://127.0.0.1:*", "http://[::1]:*",
	"https://localhost:*", "https://127.0.0.1:*", "https://[::1]:*",
}

// checkCORS checks what pages may do with the library that will let them.
func (c *Config) checkCORS(f collector) {
	if len(c.AllowedOrigins) == 0 {
		return
	}
	_, err := cors.NewMiddleware(cors.Config{Origins: c.AllowedOrigins, Credentialed: c.AllowCredentials, RequestHeaders: c.AllowedHeaders})
	if err == nil {
		return
	}
	var origins, headers []string
	for err := range cfgerrors.All(err) {
		var bad *cfgerrors.UnacceptableOriginPatternError
		var unsafe *cfgerrors.IncompatibleOriginPatternError
		var header *cfgerrors.UnacceptableHeaderNameError
		switch {
		case errors.As(err, &bad):
			origins = append(origins, fmt.Sprintf("%q is %s", bad.Value, bad.Reason))
		case errors.As(err, &unsafe) && unsafe.Reason == "credentialed":
			origins = append(origins, fmt.Sprintf("%q lets in too many while CORS_ALLOW_CREDENTIALS is true", unsafe.Value))
		case errors.As(err, &unsafe):
			origins = append(origins, fmt.Sprintf("%q lets in too many (%s)", unsafe.Value, unsafe.Reason))
		case errors.As(err, &header):
			headers = append(headers, fmt.Sprintf("%q is %s", header.Value, header.Reason))
		}
	}
	slices.Sort(origins) // All promises no order
	slices.Sort(headers)
	if len(origins) > 0 {
		f.add("CORS_ALLOWED_ORIGINS", "must be a list of origins such as https://app.example.com; "+strings.Join(origins, ", "))
	}
	if len(headers) > 0 {
		f.add("CORS_ALLOWED_HEADERS", "must be a list of names of headers such as X-Request-Source; "+strings.Join(headers, ", "))
	}
}
