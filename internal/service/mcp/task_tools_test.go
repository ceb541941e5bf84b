package mcp_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/entask/entask/ogent"
)

// TestTools: the tools of Task are few and short. Whatever a model talks about, it reads them
// first.
func TestTools(t *testing.T) {
	tools := listed(t, ogent.Document)
	raw, err := json.Marshal(tools)
	if err != nil {
		t.Fatal(err)
	}
	const bytesOfToken, most = 3.5, 1500
	if tokens := float64(len(raw)) / bytesOfToken; tokens >= most {
		t.Errorf("the tools take about %.0f tokens, want fewer than %d", tokens, most)
	} else {
		t.Logf("the tools take %d bytes, about %.0f tokens", len(raw), tokens)
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, raw, "", "\t"); err != nil {
		t.Fatal(err)
	}
	golden(t, "tools.json", indented.String()+"\n")
}
