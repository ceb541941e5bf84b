package main

import (
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/entask/entask/internal/service/auth"
	"github.com/entask/entask/internal/service/config"
)

type tokenCmd struct {
	Sub string        `required:"" help:"The subject: the user's id."`
	TTL time.Duration `default:"1h" help:"How long the token is valid, such as 15m or 24h."`
}

// Run prints a token signed with BETTER_AUTH_SECRET, or if that is not set, with the
// secret of entask dev.
func (c tokenCmd) Run(e env) error {
	cfg, err := config.Load(e.getenv, ".")
	if err != nil {
		return err
	}
	secret := cfg.BetterAuthSecret.Reveal()
	if secret == "" {
		// A secret that is made here would be another one than that of the service.
		secret, err = knownSecret()
		if errors.Is(err, fs.ErrNotExist) {
			return usageError{errors.New("no secret: set BETTER_AUTH_SECRET, or use the folder in which entask dev runs")}
		}
		if err != nil {
			return err
		}
	}
	token, err := sign(cfg, secret, c.Sub, c.TTL)
	if err != nil {
		return usageError{err}
	}
	_, err = fmt.Fprintln(e.stdout, token)
	return err
}

// sign returns a token that a service with these settings accepts.
func sign(cfg config.Config, secret, sub string, ttl time.Duration) (string, error) {
	return auth.Sign(secret, auth.Claims{
		Subject:  sub,
		Issuer:   first(cfg.SecretIssuers),
		Audience: first(cfg.SecretAudiences),
	}, ttl, time.Now())
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}
