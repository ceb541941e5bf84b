package ogen

import (
	"regexp"

	"github.com/ogen-go/ogen/gen/genfs"
)

// source writes ogen's files, in which what each request pays for nothing is replaced:
// ogen's own templates cannot be. Where a new ogen writes otherwise nothing is, and the
// allocations that cmd/entask counts say so.
type source struct{ genfs.FormattedSource }

type replacement struct {
	of *regexp.Regexp
	by string
}

var replacements = map[string][]replacement{
	// An error with three allocations for each parameter that is absent. A parameter that
	// is an object, of several names, is left as it is.
	"oas_parameters_gen.go": {
		{regexp.MustCompile(`q := uri\.NewQueryDecoder\(r\.URL\.Query\(\)\)`), "query := r.URL.Query()\nq := uri.NewQueryDecoder(query)"},
		{regexp.MustCompile(`(cfg := uri\.QueryParameterDecodingConfig\{\s*Name:\s+"[^"]*",\s*Style:\s+uri\.QueryStyle(?:Form|SpaceDelimited|PipeDelimited),\s*Explode:\s+\w+,\s*\}\s*if err := )q\.HasParam\(cfg\)`), "${1}inQuery(query, cfg.Name)"},
		{regexp.MustCompile(`h\.HasParam\(cfg\)`), "inHeader(r.Header, cfg.Name)"},
	},
	// A copy of the body, for unused middleware.
	"oas_request_decoders_gen.go": {
		{regexp.MustCompile(`rawBody = append\(rawBody, buf\.\.\.\)`), "rawBody = buf"},
	},
	// The same text of a header, made anew; an encoder for a header that is a text; and the
	// headers of one answer in the place of those that CORS exposes of every answer. The
	// body's encoder must not come from a pool: it is given the memory of a reply, which
	// another request has next. And of a list the media type, which says whether its rows are
	// whole.
	"oas_response_encoders_gen.go": {
		{regexp.MustCompile(`w\.Header\(\)\.Set\("Content-Type", "application/json; charset=utf-8"\)`), `w.Header()["Content-Type"] = typeJSON`},
		{regexp.MustCompile(`cfg := uri\.HeaderParameterEncodingConfig\{\s*Name:\s+"([^"]+)",\s*Explode:\s+false,\s*\}\s*if err := h\.EncodeParam\(cfg, func\(e uri\.Encoder\)\s*error\s*\{\s*return e\.EncodeValue\((conv\.StringToString\(response\.\w+\))\)\s*\}\); err != nil \{\s*return errors\.Wrap\(err, "[^"]*"\)\s*\}`), `h.Header().Set("$1", $2)`},
		{regexp.MustCompile(`w\.Header\(\)\.Set\("Access-Control-Expose-Headers", [^\n]*\)\n`), ""},
		{regexp.MustCompile(`(response \*\w+OKHeaders, w http\.ResponseWriter\) error \{\s*w\.Header\(\)\["Content-Type"\] = )typeJSON(\s*// Encoding response headers\.\s*\{\s*h := uri\.NewHeaderEncoder\(w\.Header\(\)\)\s*// Encode "Link" header\.)`), "${1}typeOf(response.Response)${2}"},
	},
}

// WriteFile implements gen.FileSystem.
func (s source) WriteFile(name string, content []byte) error {
	for _, r := range replacements[name] {
		content = r.of.ReplaceAll(content, []byte(r.by))
	}
	return s.FormattedSource.WriteFile(name, content)
}
