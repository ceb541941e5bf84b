package api

import (
	"sync/atomic"

	"go.opentelemetry.io/otel/attribute"

	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/metrics"
	"github.com/entask/entask/internal/runtime/quota"
)

// quotas are those of the entities, with how often each has refused an insert.
type quotas struct {
	all     []*quota.Quota
	null    func(error) (string, bool)
	refused map[*quota.Quota]*atomic.Int64
}

func newQuotas(o Options) (*quotas, error) {
	q := &quotas{all: o.App.Quotas, null: o.Null, refused: map[*quota.Quota]*atomic.Int64{}}
	set := metrics.New(o.Meter, "github.com/entask/entask/internal/service/api")
	for _, one := range q.all {
		refused := new(atomic.Int64)
		q.refused[one] = refused
		set.Counter("entask.quota.refused", "{request}", "Requests that were refused because a quota of rows is used up.", refused.Load, attribute.String("table", one.Table))
	}
	return q, set.Err()
}

// exceeded returns the fault of an insert for which a quota has no room, or nil if the
// database refused a write for another reason.
func (q *quotas) exceeded(err error) *fault.Error {
	if q.null == nil {
		return nil
	}
	column, ok := q.null(err)
	if !ok {
		return nil
	}
	one, ok := quota.Refused(q.all, column)
	if !ok {
		return nil
	}
	q.refused[one].Add(1)
	return one.Exceeded()
}
