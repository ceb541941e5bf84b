package main

import (
	"github.com/entask/entask/internal/service/openapi"
	"github.com/entask/entask/ogent"
)

type openAPICmd struct {
	To string `default:"3.0" enum:"3.0,3.1" help:"Version of OpenAPI: ${enum}."`
}

// Run prints the OpenAPI document.
func (c openAPICmd) Run(e env) (err error) {
	document := ogent.Document
	if c.To == "3.1" {
		if document, err = openapi.Upgrade(document); err != nil {
			return err
		}
	}
	_, err = e.stdout.Write(document)
	return err
}
