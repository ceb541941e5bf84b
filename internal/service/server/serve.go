package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// StopTimeout is how long a stop waits by default for requests that are being served.
const StopTimeout = 25 * time.Second

const (
	// headerLimit is about how many bytes the header of a request may have.
	headerLimit       = 32 << 10
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 15 * time.Second
	writeTimeout      = 30 * time.Second
	idleTimeout       = 2 * time.Minute
	// maxStreams is how many requests an HTTP/2 connection may have open. More are refused
	// without being read.
	maxStreams = 250
)

// Serve serves until ctx is done. Then /readyz fails. For the drain delay, Serve still
// accepts requests and asks each client to open another connection; after that it waits
// for the requests that are being served. It returns nil if all of them finished. It
// closes the listener.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	open := newConnections(&crowd{most: s.options.MaxConnections, logger: s.options.Logger, closed: &s.measured.crowded})
	server := newHTTPServer(s.handler, s.options.Logger)
	server.ConnState = open.changed
	if s.options.OnStop != nil {
		server.RegisterOnShutdown(s.options.OnStop)
	}
	l = listener{l, s.options.Logger}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	s.draining.Store(true)
	s.options.Logger.Info("draining", "delay", s.options.DrainDelay, "timeout", s.options.StopTimeout)
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-time.After(s.options.DrainDelay):
	}
	if err := l.Close(); err != nil {
		return fmt.Errorf("stop listening: %w", err)
	}
	// When Serve of net/http has returned, all accepted connections are known.
	if err := <-failed; !errors.Is(err, net.ErrClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	open.settle()
	return stop(ctx, server, s.options.StopTimeout)
}

// ServeMetrics serves the pages of the private port until ctx is done: /metrics, and the
// profiles of the running program.
func ServeMetrics(ctx context.Context, l net.Listener, metrics http.Handler, logger *slog.Logger) error {
	server := newHTTPServer(private(metrics), logger)
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve metrics: %w", err)
	case <-ctx.Done():
		return stop(ctx, server, time.Second)
	}
}

func newHTTPServer(h http.Handler, logger *slog.Logger) *http.Server {
	var protocols http.Protocols
	protocols.SetHTTP1(true)
	protocols.SetUnencryptedHTTP2(true) // from proxies that speak it; TLS ends there
	return &http.Server{
		Handler:           h,
		Protocols:         &protocols,
		HTTP2:             &http.HTTP2Config{MaxConcurrentStreams: maxStreams, WriteByteTimeout: pieceTimeout},
		MaxHeaderBytes:    headerLimit,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		ErrorLog:          slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
	}
}

// stop lets requests finish. ctx is done, and only its values are used.
func stop(ctx context.Context, server *http.Server, timeout time.Duration) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), timeout)
	defer cancel()
	err := server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = fmt.Errorf("requests were cut off after %s", timeout)
	}
	if err != nil {
		_ = server.Close() // the error above says more
		return fmt.Errorf("stop serving: %w", err)
	}
	return nil
}
