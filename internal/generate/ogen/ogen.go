// Package ogen runs ogen: it hides from it what our code does itself, has it write the server,
// and removes per-request waste from what it writes.
//
// It imports of the generator the plan and the document, never a template of ours. Start with
// New; view.go is what ogen sees of the document, source.go what is replaced in its files.
package ogen

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/ogen-go/ogen"
	"github.com/ogen-go/ogen/gen"
	"github.com/ogen-go/ogen/gen/genfs"

	"github.com/entask/entask/internal/generate/plan"
)

// Server is the server that ogen makes of a document.
type Server struct {
	Names
	Paths     []Path
	Anonymous bool // an operation needs no token

	generator *gen.Generator
}

// Path is where an operation is, by the name that ogen gives it.
type Path struct{ Operation, Path string }

// New returns the server of an API with that document.
func New(api *plan.API, root map[string]any) (*Server, error) {
	raw, err := json.Marshal(view(api, root))
	if err != nil {
		return nil, err
	}
	spec, err := ogen.Parse(raw)
	if err != nil {
		return nil, fmt.Errorf("parse for ogen: %w", err)
	}
	g, err := newGenerator(spec)
	if err != nil {
		return nil, fmt.Errorf("ogen: %w", err)
	}
	s := &Server{generator: g, Names: namesOf(g)}
	for _, op := range g.Operations() {
		s.Paths = append(s.Paths, Path{op.Name, op.Spec.Path.String()})
	}
	_, s.Anonymous = g.Types()[anonymousType]
	return s, nil
}

// newGenerator returns ogen's generator of what it was told of the document.
func newGenerator(spec *ogen.Spec) (g *gen.Generator, err error) {
	done, err := loadOnce()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, done()) }()
	return gen.NewGenerator(spec, gen.Options{Generator: gen.GenerateOptions{
		ConvenientErrors: -1, // one ErrorHandler answers for decoder, security and handlers alike
		Features: &gen.FeatureOptions{
			DisableAll: true,
			Enable:     gen.FeatureSet{gen.PathsServer.Name: {}},
		},
	}})
}

// Write writes ogen's files of package ogent into a folder.
func (s *Server) Write(dir string) error {
	if err := s.generator.WriteSource(source{genfs.FormattedSource{Root: dir, Format: true}}, "ogent"); err != nil {
		return fmt.Errorf("ogen: %w", err)
	}
	return nil
}
