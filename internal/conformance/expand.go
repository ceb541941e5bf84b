package conformance

// expand is the parameter that asks for more of an item.
const expand = "expand"
