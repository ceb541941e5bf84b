package ogen

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ogen-go/ogen/gen/genfs"
)

// TestOgenSource holds that ogen still writes what is replaced, and that an object of
// several names in the query is left alone.
func TestOgenSource(t *testing.T) {
	for name, want := range map[string][]string{
		"oas_parameters_gen.go":        {"inQuery(query, cfg.Name)", "inHeader(r.Header, cfg.Name)"},
		"oas_request_decoders_gen.go":  {"rawBody = buf\n"},
		"oas_response_encoders_gen.go": {`h.Header().Set("ETag", conv.StringToString(response.ETag))`, `w.Header()["Content-Type"] = typeJSON`},
	} {
		source, err := os.ReadFile(filepath.Join("..", "..", "..", "ogent", name))
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range want {
			if !strings.Contains(string(source), text) {
				t.Errorf("%s has no %s", name, text)
			}
		}
		for _, text := range []string{".HasParam(", "append(rawBody", "jx.PutEncoder", "Access-Control-Expose-Headers"} {
			if strings.Contains(string(source), text) {
				t.Errorf("%s has %s", name, text)
			}
		}
	}
	const object = `package ogent

func decode() {
	cfg := uri.QueryParameterDecodingConfig{
		Name:    "filter",
		Style:   uri.QueryStyleDeepObject,
		Explode: true,
		Fields:  []uri.QueryParameterObjectField{{Name: "min"}},
	}
	if err := q.HasParam(cfg); err == nil {
	}
}
`
	dir := t.TempDir()
	if err := (source{genfs.FormattedSource{Root: dir, Format: true}}).WriteFile("oas_parameters_gen.go", []byte(object)); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(dir, "oas_parameters_gen.go"))
	if err != nil || string(got) != object {
		t.Errorf("got %s, %v, want it as it was", got, err)
	}
}
