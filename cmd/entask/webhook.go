package main

import (
	"context"
	"fmt"
	"net/http"

	"github.com/entask/entask/internal/service/api"
	"github.com/entask/entask/internal/service/config"
	"github.com/entask/entask/internal/service/ratelimit"
	"github.com/entask/entask/internal/service/webhook"
)

// newWebhook returns the handler of the auth server's messages, or nil where the settings have
// no secret for them.
func newWebhook(cfg config.Config, parts apiParts, refused *ratelimit.Limiter) (http.Handler, error) {
	if len(cfg.WebhookSecrets) == 0 {
		return nil, nil
	}
	keys, err := webhook.NewKeys(cfg.WebhookSecrets.Reveal())
	if err != nil {
		return nil, fmt.Errorf("AUTH_WEBHOOK_SECRET: %w", err)
	}
	return api.NewWebhook(api.WebhookOptions{
		Keys: keys, Refused: refused, Unavailable: unavailable,
		Erase: func(ctx context.Context, user string) error {
			erased, err := parts.data.EraseInTime(ctx, user)
			parts.audited.write("auth server", "user erase", user, erased.Total(), err)
			return err
		},
	})
}
