package main

import "github.com/entask/entask/ogent"

type openAPICmd struct{}

// Run prints the OpenAPI document.
func (openAPICmd) Run(e env) error {
	_, err := e.stdout.Write(ogent.Document)
	return err
}
