package load

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/format"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/entask/entask/internal/generate/load/ask"
)

// program imports packages and answers for their schemas.
var program = template.Must(template.New("program").Parse(`package main

import (
	"os"

	{{ .Ask }}
	{{- range $i, $s := .Sources }}
	s{{ $i }} {{ printf "%q" $s.Path }}
	{{- end }}
)

func main() {
	os.Exit(ask.Main(os.Stdout, os.Stderr,
		{{- range $i, $s := .Sources }}
		[]any{ {{- range $s.Types }}*new(s{{ $i }}.{{ . }}), {{ end -}} },
		{{- end }}
	))
}
`))

// virtual is the folder of the program, which is on no disk: it must be within the
// module, whose internal packages it imports.
const virtual = "schemas.program"

// run builds the program for packages of one module and returns its answers.
func run(sources []source) ([][]ask.Schema, error) {
	text, err := write(sources)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "schemas")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	root := sources[0].root
	file, overlay := filepath.Join(dir, "main.go"), filepath.Join(dir, "overlay.json")
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {filepath.Join(root, virtual, "main.go"): file}})
	if err != nil {
		return nil, err
	}
	if err := errors.Join(os.WriteFile(file, text, 0o600), os.WriteFile(overlay, replace, 0o600)); err != nil {
		return nil, err
	}
	cmd := exec.Command("go", "run", "-overlay", overlay, "-ldflags=-s -w", "./"+virtual) //nolint:gosec,noctx // the files were just written; go generate ends it
	cmd.Dir = root
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("load schemas: %w\n%s", err, strings.TrimSpace(stderr.String()))
	}
	var answers [][]ask.Schema
	if err := json.Unmarshal(stdout.Bytes(), &answers); err != nil {
		return nil, fmt.Errorf("load schemas: decode %.200q: %w", stdout.String(), err)
	}
	return answers, nil
}

// write returns the text of the program.
func write(sources []source) ([]byte, error) {
	type imported struct {
		Path  string
		Types []string
	}
	data := struct {
		Ask     string
		Sources []imported
	}{Ask: fmt.Sprintf("%q", ask.Path)}
	for _, s := range sources {
		if s.root != sources[0].root {
			return nil, fmt.Errorf("%s is in another module than %s", s.path, sources[0].path)
		}
		data.Sources = append(data.Sources, imported{s.path, s.types})
	}
	var b bytes.Buffer
	if err := program.Execute(&b, data); err != nil {
		return nil, err
	}
	return format.Source(b.Bytes())
}
