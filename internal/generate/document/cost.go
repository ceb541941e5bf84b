package document

import "fmt"

// xCost says what something costs of the rate limit.
const xCost = "x-cost"

// What a request costs: one row, or one statement that finds it, costs 1. The other costs
// follow from what PostgreSQL needs for lists of some thousand rows (docs/performance.md).
const (
	rowsOfPage  = 100  // of a page cost 1
	rowsOfBatch = 10   // of a batch cost 1
	rowsPassed  = 1000 // by offset cost 1
	searching   = 10   // may look at every row
	counting    = 10   // looks at every row that passes the filters
	expanding   = 1    // is one more statement
)

// costs is a price.
func costs(price int) object { return object{"price": price} }

// costsEach is a price for each so many of a number or of items, begun.
func costsEach(price, each int) object { return object{"price": price, "each": each} }

// costing adds to a parameter what it costs.
func costing(parameter, cost object) object {
	parameter[xCost] = cost
	return parameter
}

// costsOfRows are those of an operation on the rows of its body: a list, or that of a member.
func costsOfRows(op object, member string) {
	op[xCost] = costs(0)
	cost := costsEach(1, rowsOfBatch)
	if member != "" {
		cost["of"] = member
	}
	op["requestBody"].(object)[xCost] = cost
}

// ofCosts explains the limit.
var ofCosts = fmt.Sprintf("An operation costs the price of its x-cost, 1 where it has none, and those of its parameters and its body: "+
	"the price where the value is given and not false; with each, the price for each so many, begun, of the number or of the items. It costs 1 at least. "+
	"So a page costs 1 for each %d rows of limit, and a batch 1 for each %d rows.", rowsOfPage, rowsOfBatch)
