package api

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/memory"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/service/contract"
	"github.com/entask/entask/internal/service/ratelimit"
	"github.com/entask/entask/internal/service/webhook"
)

// WebhookPath is where the auth server sends its messages. It is no part of the document,
// which is for users.
const WebhookPath = "/webhooks/auth"

// mostOfWebhook is how many bytes a message may have.
const mostOfWebhook = 64 << 10

// unverified is how many bytes may be kept of messages that are being received: of one address
// a quarter.
const unverified = 4 << 20

// arrival is how long the body of a message may take.
const arrival = 3 * time.Second

var errCrowded = fault.New(fault.Unavailable, "Too many messages are being received at once, try again")

// WebhookOptions are what the handler of the auth server's messages is made of.
type WebhookOptions struct {
	Keys *webhook.Keys
	// Erase erases a user whose account was deleted.
	Erase func(ctx context.Context, user string) error
	// Refused limits the messages of each address that are not signed. Nil limits nothing.
	Refused *ratelimit.Limiter
	// Unavailable says whether an error means that the database is away.
	Unavailable func(error) bool
}

// NewWebhook returns the handler of WebhookPath. What it does not know is accepted, and does
// nothing.
func NewWebhook(o WebhookOptions) (http.Handler, error) {
	failing, err := ratelimit.NewWaiting()
	if err != nil {
		return nil, err
	}
	a := &answerer{quotas: new(quotas), unavailable: o.Unavailable, invalid: func(error) (string, error, bool) { return "", nil, false }}
	h := &webhooks{
		WebhookOptions: o, bodies: memory.NewBudget(unverified),
		security: &security{refused: o.Refused, failing: failing, tooManyOf: "Too many refused webhooks"},
	}
	return released(func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		request.Match(ctx, request.Route{Operation: "authWebhook", Pattern: WebhookPath})
		if r.Method != http.MethodPost {
			a.methodNotAllowed(w, r, http.MethodPost)
			return
		}
		if err := h.receive(ctx, w, r); err != nil {
			a.answer(ctx, w, r, err)
			return
		}
		done(w)
	}), nil
}

type webhooks struct {
	WebhookOptions

	security *security
	bodies   *memory.Budget // for messages that are not verified yet
}

// receive does what a message asks for. Addresses whose messages are not signed are refused
// before the body is read, once there are too many.
func (h *webhooks) receive(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	served := request.Of(ctx)
	if wait := h.security.waits(served); wait > 0 {
		return h.security.tooMany(served, h.Refused.Refuse(wait))
	}
	body, err := h.verified(ctx, served, w, r)
	if err != nil {
		return err
	}
	message, err := webhook.Read(body)
	if err != nil || message.Type != webhook.UserDeleted {
		return err
	}
	return h.Erase(ctx, message.User)
}

// verified reads a body, which is signed. Until that is known, anybody may have sent it: so few
// are read at once and none for long, and what is not signed or cannot be read counts against
// its address.
func (h *webhooks) verified(ctx context.Context, served *request.Context, w http.ResponseWriter, r *http.Request) ([]byte, error) {
	claim := served.Claim()
	claim.Open(h.bodies, address(served), false)
	defer claim.Close()
	if claim.Reserve(ctx, 2*mostOfWebhook) != nil { // it grows while it is read
		return nil, errCrowded
	}
	conn := http.NewResponseController(w)
	_ = conn.SetReadDeadline(time.Now().Add(arrival)) // the server's own is longer
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostOfWebhook))
	if err == nil {
		_ = conn.SetReadDeadline(time.Time{}) // an erasure may take longer
		err = h.Keys.Verify(r.Header, body, time.Now())
	} else if _, tooLarge := errors.AsType[*http.MaxBytesError](err); !tooLarge {
		err = contract.Unreadable(err)
	}
	if err != nil {
		return nil, h.security.refuse(ctx, served, err)
	}
	return body, nil
}
