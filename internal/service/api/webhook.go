package api

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/service/ratelimit"
	"github.com/entask/entask/internal/service/webhook"
)

// WebhookPath is where the auth server sends its messages. It is no part of the document,
// which is for users.
const WebhookPath = "/webhooks/auth"

// mostOfWebhook is how many bytes a message may have.
const mostOfWebhook = 64 << 10

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
	h := &webhooks{WebhookOptions: o, security: &security{refused: o.Refused, failing: failing, tooManyOf: "Too many refused webhooks"}}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
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
}

// receive does what a message asks for. Addresses whose messages are not signed are refused
// before the body is read, once there are too many.
func (h *webhooks) receive(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	if wait := h.security.waits(ctx); wait > 0 {
		return h.security.tooMany(ctx, h.Refused.Refuse(wait))
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostOfWebhook))
	if err != nil {
		return err
	}
	if err := h.Keys.Verify(r.Header, body, time.Now()); err != nil {
		return h.security.refuse(ctx, err)
	}
	message, err := webhook.Read(body)
	if err != nil || message.Type != webhook.UserDeleted {
		return err
	}
	return h.Erase(ctx, message.Data.ID)
}
