package price

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"strings"
)

// Compile reads what operations cost from a document. The names of the operations are those
// of ogen: their ids, beginning with a capital.
func Compile(document []byte) (*List, error) {
	var doc struct {
		Paths map[string]map[string]json.RawMessage `json:"paths"`
	}
	if err := json.Unmarshal(document, &doc); err != nil {
		return nil, err
	}
	l := &List{operations: map[string]*operation{}}
	for path, item := range doc.Paths {
		for method, raw := range item {
			if method == "parameters" {
				continue // of the path: they cost nothing
			}
			var is described
			if err := json.Unmarshal(raw, &is); err != nil {
				return nil, fmt.Errorf("%s %s: %w", method, path, err)
			}
			if is.ID != "" {
				l.operations[strings.ToUpper(is.ID[:1])+is.ID[1:]] = is.operation()
			}
		}
	}
	return l, nil
}

// described is the part of an operation in the document that costs.
type described struct {
	ID         string `json:"operationId"`
	Cost       *cost  `json:"x-cost"`
	Parameters []struct {
		Name   string `json:"name"`
		In     string `json:"in"`
		Cost   *cost  `json:"x-cost"`
		Schema struct {
			Type    string          `json:"type"`
			Default json.RawMessage `json:"default"`
			Maximum *int64          `json:"maximum"`
		} `json:"schema"`
	} `json:"parameters"`
	Body struct {
		Cost *cost `json:"x-cost"`
	} `json:"requestBody"`
}

func (d *described) operation() *operation {
	op := &operation{body: counted(d.Body.Cost)}
	if d.Cost != nil {
		op.base, op.kept = d.Cost.Price, d.Cost.Kept
	}
	for _, p := range d.Parameters {
		if p.Cost == nil || p.In != "query" {
			continue
		}
		made := parameter{name: p.Name, cost: counted(p.Cost), kind: p.Schema.Type, most: math.MaxInt64}
		if p.Schema.Maximum != nil {
			made.most = *p.Schema.Maximum
		}
		if p.Schema.Default != nil {
			made.absent = made.cost.of(made.count(string(p.Schema.Default)))
		}
		op.parameters = append(op.parameters, made)
	}
	return op
}

// counted is a cost with what its price is for.
func counted(c *cost) *cost {
	if c != nil {
		c.Each = cmp.Or(c.Each, 1)
	}
	return c
}
