// Package api finishes a generated application: it puts around its server the
// little that cannot be generated, the same for every one.
//
// It knows no entity, no socket and no database driver. Start with New; errors.go holds the
// one table from errors to statuses, security.go turns a token into a viewer, again.go
// begins an operation again that was undone. Package contract holds requests against the
// document.
package api

import (
	"context"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"

	fasterrors "github.com/go-faster/errors"
	"go.opentelemetry.io/otel/metric"

	"github.com/entask/entask/internal/runtime/app"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/memory"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/viewer"
	"github.com/entask/entask/internal/service/auth"
	"github.com/entask/entask/internal/service/contract"
	"github.com/entask/entask/internal/service/live"
	"github.com/entask/entask/internal/service/notice"
	"github.com/entask/entask/internal/service/price"
	"github.com/entask/entask/internal/service/ratelimit"
)

// Options are what the API is made of.
type Options struct {
	// App is what was generated, with the handler of its operations.
	App app.App
	// Verify turns a token into a viewer, or says why not with an *auth.Error. With
	// auth.ErrNoKeys or auth.ErrBusy, the token may still be valid.
	Verify func(ctx context.Context, token string) (viewer.Viewer, error)
	// VerifyFailing does so for an address with too many refused tokens. It is Verify by
	// default.
	VerifyFailing func(ctx context.Context, token string) (viewer.Viewer, error)
	// BodyLimit is how many bytes a body may have, unless one that follows the document
	// can have more. 0 is 64 KiB.
	BodyLimit int64
	// Users limits the requests of each user, Refused the refused tokens of each
	// address. Nil limits nothing.
	Users   Limiter
	Refused *ratelimit.Limiter
	// Memory bounds what replies take of the process's memory. Nil bounds nothing.
	Memory *memory.Budget
	// Unavailable says whether an error means that the database is away.
	Unavailable func(error) bool
	// Violated returns the unique index that a write would violate, as the database
	// calls it: by its name or by its columns. If Violated is nil, such an error is a 500.
	Violated func(error) (string, bool)
	// Null returns the column, such as "tasks.id", that a write would set to NULL and that
	// must not be: an insert for which a quota has no room has no id. If Null is nil, such an
	// error is a 500.
	Null func(error) (string, bool)
	// Meter is told of the quotas that are used up. Nil is told nothing.
	Meter metric.MeterProvider
	// Live lets change feeds be streams. If it is nil, they are pages alone.
	Live *live.Streams
}

// Limiter is what a *ratelimit.Limiter does.
type Limiter interface {
	Limit() int
	Take(ctx context.Context, key string) ratelimit.Result
	Spend(ctx context.Context, key string, cost int) ratelimit.Result
	SetHeader(h http.Header, r ratelimit.Result)
}

// users returns Users, or a limiter that allows everything.
func (o Options) users() Limiter {
	if o.Users == nil {
		return (*ratelimit.Limiter)(nil)
	}
	return o.Users
}

// New returns the handler of every path of the document. Whatever it refuses is
// answered with a problem document.
func New(o Options) (http.Handler, error) {
	fasterrors.DisableTrace() // ogen makes an error for each parameter that is absent: none needs its callers
	asked, err := contract.Compile(o.App.Document, contract.Options{Values: o.App.Values, BodyLimit: o.BodyLimit})
	if err != nil {
		return nil, fmt.Errorf("read document: %w", err)
	}
	prices, err := price.Compile(o.App.Document)
	if err != nil {
		return nil, fmt.Errorf("read prices: %w", err)
	}
	a := &answerer{
		contract: asked, paths: o.App.Paths, invalid: o.App.Invalid, uniques: o.App.Uniques,
		violated: o.Violated, unavailable: o.Unavailable,
	}
	if a.quotas, err = newQuotas(o); err != nil {
		return nil, err
	}
	failing, err := ratelimit.NewWaiting()
	if err != nil {
		return nil, err
	}
	security := &security{
		paths: o.App.Paths, verify: o.Verify, verifyFailing: o.VerifyFailing, users: o.users(), refused: o.Refused, failing: failing,
		tooManyOf: "Too many refused tokens",
	}
	a.left = security.left
	if security.verifyFailing == nil {
		security.verifyFailing = o.Verify
	}
	authenticate := func(ctx context.Context, operation string) (context.Context, error) {
		served := request.Of(ctx)
		who, err := security.authenticate(ctx, served, operation)
		if err != nil {
			return nil, err
		}
		ctx = viewer.NewContext(ctx, who)
		claim(served, o.Memory, who.ID)
		if err := check(ctx, served, asked, operation); err != nil {
			return ctx, err
		}
		inbound := served.Inbound()
		if asked.Apart(operation) {
			apart := &request.Apart{Problem: a.ofItem}
			apart.Broken, inbound.Body = asked.Items(operation, inbound.Request, inbound.Body)
			served.SetApart(apart)
		}
		if each := prices.Kept(operation); each > 0 {
			ctx = request.Charging(ctx, func(ctx context.Context) bool { return security.pay(ctx, served, who.ID, each) })
		}
		return ctx, security.charge(ctx, served, who.ID, prices.Of(operation, inbound.Request, inbound.Body))
	}
	server, err := o.App.Serve(app.Parts{
		Authenticate: authenticate,
		Anonymous: func(ctx context.Context, operation string) (context.Context, error) {
			if _, authenticated := viewer.ID(ctx); authenticated {
				return ctx, nil // and checked then
			}
			served := request.Of(ctx)
			if _, tried, _ := auth.BearerToken(served.Inbound().Request.Header); tried && asked.TakesToken(operation) {
				return authenticate(ctx, operation) // which says why: the router saw no token
			}
			served.Match(request.Route{Operation: operation, Pattern: o.App.Paths[operation]})
			claim(served, o.Memory, "\n"+address(served)) // which is no viewer's id
			return ctx, check(ctx, served, asked, operation)
		},
		Error: a.answer,
		NotFound: func(w http.ResponseWriter, r *http.Request) {
			a.answer(r.Context(), w, r, fault.New(fault.NotFound, ""))
		},
		MethodNotAllowed: a.methodNotAllowed,
	})
	if err != nil {
		return nil, err
	}
	server = again(server)
	answered := released(func(w http.ResponseWriter, r *http.Request) {
		normalize(r)
		server.ServeHTTP(w, r)
	})
	if o.Live != nil {
		if answered, err = o.Live.Serve(o.App.Document, live.API{Next: answered, Valid: security.valid, Refuse: a.answer}); err != nil {
			return nil, err
		}
	}
	return notice.Serve(o.App.Document, answered)
}

// claim counts what a request takes of the memory for replies: for its viewer, or for its
// address where it needs no token.
func claim(served *request.Context, of *memory.Budget, whose string) {
	served.Claim().Open(of, whose, isSafe(served.Inbound().Request.Method))
}

// check holds a request against the document, and keeps its body for another attempt. What
// has an effect gets the memory for its reply before.
func check(ctx context.Context, served *request.Context, asked *contract.Contract, operation string) (err error) {
	inbound := served.Inbound()
	inbound.Body, err = asked.Check(operation, inbound.Request, served.Header())
	if err != nil || isSafe(inbound.Request.Method) {
		return err
	}
	if n := asked.Reply(operation, len(inbound.Body)); n > 0 {
		err = served.Claim().Reserve(ctx, n)
	}
	return err
}

// normalize gives one form to what HTTP allows in several: a list in many header lines,
// and the media type of a merge patch.
func normalize(r *http.Request) {
	for _, name := range [...]string{"If-Match", "If-None-Match", "Prefer"} {
		if lines := r.Header[name]; len(lines) > 1 {
			r.Header.Set(name, strings.Join(lines, ", "))
		}
	}
	if r.Method == http.MethodPatch {
		readMergePatch(r.Header)
	}
}

// readMergePatch lets a merge patch (RFC 7396) be read as the JSON that it is.
func readMergePatch(h http.Header) {
	value := h.Get("Content-Type")
	if value == "application/json" {
		return
	}
	if kind, _, err := mime.ParseMediaType(value); err == nil && kind == "application/merge-patch+json" {
		h.Set("Content-Type", "application/json")
	}
}

// allow returns the value of Allow for the methods that the router names.
func allow(methods string) string {
	names := strings.Split(methods, ",")
	if slices.Contains(names, http.MethodGet) {
		names = append(names, http.MethodHead)
	}
	return strings.Join(append(names, http.MethodOptions), ", ")
}
