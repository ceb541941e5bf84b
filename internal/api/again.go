package api

import "github.com/ogen-go/ogen/middleware"

// attempts is how often an operation is begun that the database undoes.
const attempts = 5

// again runs an operation again that the database undid so that another could go on:
// two batches that create the same in different order wait for each other, and one of
// them must give way.
func again(undone func(error) bool) middleware.Middleware {
	return func(req middleware.Request, next middleware.Next) (res middleware.Response, err error) {
		for range attempts {
			res, err = next(req)
			if err == nil || undone == nil || !undone(err) || req.Context.Err() != nil {
				return res, err
			}
		}
		return res, err
	}
}
