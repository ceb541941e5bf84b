package crud

import (
	"github.com/entask/entask/internal/generate/ogen"
	"github.com/entask/entask/internal/generate/plan"
	"github.com/entask/entask/internal/rest"
)

// operations is what the template of that name prints.
type operations struct {
	*plan.API
	ByHand []operation
}

// operation is one that is written by hand, with what Go calls its parts.
type operation struct {
	*plan.Handler
	server *ogen.Server
}

func byHand(api *plan.API, server *ogen.Server) operations {
	all := operations{API: api}
	for _, h := range api.Handlers() {
		all.ByHand = append(all.ByHand, operation{h, server})
	}
	return all
}

// Name is what Go calls the operation.
func (o operation) Name() (string, error) { return o.server.Operation(o.ID) }

// RowID is what Go calls the parameter that names its row.
func (o operation) RowID() (string, error) { return o.server.PathArg(o.ID, o.Entity.Param) }

// Result is the Go type that the method written by hand returns beside its error; "" where
// that is all.
func (o operation) Result() string {
	switch {
	case o.Returns == nil:
		return ""
	case o.Row() != nil:
		return "*ent." + o.Row().Name
	case o.Rows() != nil:
		return "[]*ent." + o.Rows().Name
	default:
		return o.Returns.Go
	}
}

// Reply is the Go type of what ogen writes; "" where that is nothing.
func (o operation) Reply() (string, error) {
	switch row := o.Row(); {
	case o.Returns == nil:
		return "", nil
	case row != nil:
		return replyType(o.server, row)
	default:
		return "reply.JSON", nil
	}
}

// NoReply is the value of Reply beside an error.
func (o operation) NoReply() string {
	if row := o.Row(); row != nil {
		return noReply(row)
	}
	return "reply.JSON{}"
}

// argument is a field of a request that stands in the query, with what ogen calls it.
type argument struct {
	rest.Parameter
	Arg string
}

// Arguments are the fields of the request that stand in the query.
func (o operation) Arguments() (all []argument, err error) {
	for _, p := range o.Takes.Query {
		arg, err := o.server.Arg(o.ID, p.Name)
		if err != nil {
			return nil, err
		}
		all = append(all, argument{p, arg})
	}
	return all, nil
}
