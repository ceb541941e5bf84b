package document

import "fmt"

// xCost says what something costs of the rate limit.
const xCost = "x-cost"

// What a request costs: one row, or one statement that finds it, costs 1. The other costs
// follow from what PostgreSQL needs for lists of some thousand rows (docs/performance.md).
const (
	rowsOfPage  = 100  // of a page cost 1
	rowsOfBatch = 10   // of a batch cost 1
	rowsByID    = 20   // of a list cost 1: each is searched by itself
	rowsPassed  = 1000 // by offset cost 1
	searching   = 10   // may look at every row
	counting    = 10   // looks at every row that passes the filters
	expanding   = 1    // names cost 1: each is one more statement
	erasing     = 10   // is many statements, each of which deletes many rows
	keeping     = 1    // is one that deletes nothing, for each row that others keep
)

// costs is a price.
func costs(price int) object { return object{"price": price} }

// costsEach is a price of 1 for each so many of a number or of items, begun.
func costsEach(n int) object { return object{"price": 1, "each": n} }

// costing adds to a parameter what it costs.
func costing(parameter, cost object) object {
	parameter[xCost] = cost
	return parameter
}

// costsOfRows adds to an operation what the rows of its body cost: a list, or that of a
// member.
func costsOfRows(op, body object, member string) {
	op[xCost], body[xCost] = costs(0), costsEach(rowsOfBatch)
	if member != "" {
		body[xCost] = object{"price": 1, "each": rowsOfBatch, "of": member}
	}
	op["requestBody"] = body
}

// ofCosts explains the limit.
var ofCosts = fmt.Sprintf("An operation costs the price of its x-cost, 1 where it has none, and those of its parameters and its body: "+
	"the price where the value is given and not false; with each, the price for each so many, begun, of the number or of the items. It costs 1 at least. "+
	"So a page costs 1 for each %d rows of limit, and a batch 1 for each %d rows.", rowsOfPage, rowsOfBatch)
