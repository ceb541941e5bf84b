// Package guide is what the service says of itself to language models: go generate writes it of
// the document of the API and of the pages in docs.
//
// It imports nothing. Start with Text.
package guide

import _ "embed" // llms.txt

// Text has the form of https://llmstxt.org: a title, a summary, and links with a line about each.
//
//go:embed llms.txt
var Text []byte
