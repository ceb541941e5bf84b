package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/entask/entask/internal/service/config"
	"github.com/entask/entask/ogent"
)

// devDir holds what entask dev keeps: its database and its secret.
const devDir = ".entask"

var secretPath = filepath.Join(devDir, "secret")

type devCmd struct{}

// Help implements kong.HelpProvider.
func (devCmd) Help() string { return settings(config.DevDefaults(devDir)) }

// Run serves on loopback until ctx is done. It first prints what a newcomer needs to
// call the API.
func (devCmd) Run(ctx context.Context, e env) error {
	cfg, err := config.LoadDev(e.getenv, ".", devDir)
	if err != nil {
		return err
	}
	if err := refusePublic(cfg.HTTPAddr); err != nil {
		return err
	}
	secret := cfg.BetterAuthSecret.Reveal()
	if secret == "" {
		if secret, err = devSecret(); err != nil {
			return err
		}
	}
	token, err := sign(cfg, secret, devUsers[0], 24*time.Hour)
	if err != nil {
		return err
	}
	first, err := firstExample(ogent.Document)
	if err != nil {
		return err
	}
	app := newDevFrontend(cfg, secret)
	return serve(ctx, e, cfg, serviceOptions{
		secret:   secret,
		migrate:  true,
		frontend: app.Frontend,
		onListen: func(addr net.Addr) {
			url := "http://" + addr.String()
			_, _ = io.WriteString(e.stdout, welcome(url, app.at(url), token, first))
		},
	})
}

// welcome is what a newcomer needs to use the app, where there is one, and to call the API at
// a URL.
func welcome(url, app, token string, first example) string {
	if app != "" {
		app = "\n  App    " + app
	}
	curl := fmt.Sprintf("curl -s -X %s %s%s -H 'Authorization: Bearer %s'", first.method, url, first.path, token)
	if first.body != "" {
		curl += fmt.Sprintf(" -H 'Content-Type: application/json' -d '%s'", first.body)
	}
	return fmt.Sprintf(`
Entask is running.
%[5]s
  URL    %[1]s%[2]s
  Docs   %[1]s/docs
  Token  %[3]s
         (user "dev", valid for 24 hours; another: entask token --sub ID)

Try it:

  %[4]s

Press Ctrl-C to stop.

`, url, first.path, token, curl, app)
}

// refusePublic refuses any address that other machines can reach: the secret of dev is
// a file, and whoever reads it can sign tokens.
func refusePublic(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return usageError{fmt.Errorf("HTTP_ADDR: %w", err)}
	}
	if ip := net.ParseIP(host); host == "localhost" || ip != nil && ip.IsLoopback() {
		return nil
	}
	return usageError{fmt.Errorf("HTTP_ADDR: dev listens on loopback only, such as 127.0.0.1:8000, not on %q (entask serve is for production)", addr)}
}

// devSecret returns the development secret, and creates it if it is missing.
func devSecret() (string, error) {
	secret, err := knownSecret()
	if !errors.Is(err, fs.ErrNotExist) {
		return secret, err
	}
	random := make([]byte, 32)
	_, _ = rand.Read(random) // it never returns an error
	secret = base64.RawURLEncoding.EncodeToString(random)
	if err := os.MkdirAll(devDir, 0o700); err != nil {
		return "", fmt.Errorf("make development secret: %w", err)
	}
	if err := os.WriteFile(secretPath, []byte(secret+"\n"), 0o600); err != nil {
		return "", fmt.Errorf("make development secret: %w", err)
	}
	return secret, nil
}

// knownSecret returns the development secret of this folder; an error that is
// fs.ErrNotExist where there is none.
func knownSecret() (string, error) {
	raw, err := os.ReadFile(secretPath) //nolint:gosec // a fixed path
	if err != nil {
		return "", fmt.Errorf("read development secret: %w", err)
	}
	return strings.TrimSpace(string(raw)), nil
}
