package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/entask/entask/internal/runtime/problem"
	"github.com/entask/entask/internal/service/config"
)

type healthcheckCmd struct{}

// Run fails unless the service on HTTP_ADDR is ready. The error has the reason that the
// service gives.
func (healthcheckCmd) Run(ctx context.Context, e env) error {
	cfg, err := config.Load(e.getenv, ".")
	if err != nil {
		return err
	}
	host, port, err := net.SplitHostPort(cfg.HTTPAddr)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode == http.StatusOK {
		return nil
	}
	var said problem.Problem
	if err := json.NewDecoder(io.LimitReader(res.Body, 64<<10)).Decode(&said); err != nil || said.Detail == "" {
		return fmt.Errorf("not ready: %s", res.Status)
	}
	return fmt.Errorf("not ready: %s", said.Detail)
}
