package request

import "context"

type chargeKey struct{}

// Charging returns a context of an operation whose price follows what it does: pay takes a
// price of the limit of the user, and says whether that much was left.
func Charging(ctx context.Context, pay func(context.Context) bool) context.Context {
	return context.WithValue(ctx, chargeKey{}, pay)
}

// Pay pays for what the operation is about to do once more, and says whether it may. Without a
// limit, and outside of a served request, nothing costs anything.
func Pay(ctx context.Context) bool {
	pay, limited := ctx.Value(chargeKey{}).(func(context.Context) bool)
	return !limited || pay(ctx)
}
