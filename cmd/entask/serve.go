package main

import (
	"context"

	"github.com/entask/entask/internal/service/config"
)

type serveCmd struct {
	Migrate bool `help:"Apply pending migrations first."`
}

// Help implements kong.HelpProvider.
func (serveCmd) Help() string { return settings(nil) }

// Run serves until ctx is done.
func (c serveCmd) Run(ctx context.Context, e env) error {
	cfg, err := config.Load(e.getenv, ".", config.ForServe)
	if err != nil {
		return err
	}
	return serve(ctx, e, cfg, serviceOptions{secret: cfg.BetterAuthSecret.Reveal(), migrate: c.Migrate})
}
