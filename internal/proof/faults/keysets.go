package main

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

// fetchedWithin is how soon the key set must be fetched after its server is up.
const fetchedWithin = 35 * time.Second

// keySets are faults of the auth server's key set.
var keySets = []fault{
	{
		name: "started while no key set can be had", waits: true, done: "the service starts while the auth server is down, which comes up later",
		holds: "valid tokens are 503 with Retry-After, and /readyz says why it is not ready; then 200, without a restart",
		try:   keySetAway,
	},
}

func keySetAway(ctx context.Context, l *lab) (r result, err error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return result{}, err
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		return result{}, err
	}
	s, err := l.newStand(ctx, l.Cluster, "AUTH_JWKS_URL=http://"+address+"/jwks", "BETTER_AUTH_SECRET=")
	if err != nil {
		return result{}, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		return result{}, err
	}
	s.tokens["ann"] = signed(private, "ann")
	list := call{Method: "GET", Path: tasks, User: "ann"}
	if a := s.ask(ctx, list); a.Status != unavailable || a.Header.Get("Retry-After") == "" {
		r.Broken = append(r.Broken, fmt.Sprintf("a good token while no key was fetched = %d %q, Retry-After %q, want 503", a.Status, a.detail(), a.Header.Get("Retry-After")))
	}
	ready := call{Method: "GET", Path: "/readyz"}
	if a := s.ask(ctx, ready); a.Status != unavailable || !strings.Contains(string(a.Body), "key") {
		r.Broken = append(r.Broken, fmt.Sprintf("/readyz = %d %.200q, want 503 and that it is for the keys", a.Status, a.Body))
	}
	back, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return result{}, err
	}
	server := &http.Server{Handler: keySet(public), ReadHeaderTimeout: time.Second}
	go func() { _ = server.Serve(back) }() // until it is closed
	defer func() { _ = server.Close() }()
	took, fetched := until(ctx, fetchedWithin, retryEvery, func() bool { return s.ask(ctx, list).Status == ok })
	if !fetched {
		r.Broken = append(r.Broken, fmt.Sprintf("a good token, %s after the key set is there = %d", took, s.ask(ctx, list).Status))
	}
	if _, isReady := until(ctx, time.Second, retryEvery, func() bool { return s.ask(ctx, ready).Status == ok }); !isReady {
		r.Broken = append(r.Broken, "/readyz does not say that it is ready")
	}
	r.Note = fmt.Sprintf("the first token was taken %s after the key set was there", took.Round(100*time.Millisecond))
	return r, nil
}

const keyID = "one"

// keySet serves a public key as an auth server does.
func keySet(public ed25519.PublicKey) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{"keys": []any{map[string]string{ // the client may be gone
			"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "kid": keyID, "x": base64.RawURLEncoding.EncodeToString(public),
		}}})
	})
}

// signed returns a token of a user in the form of Better Auth's.
func signed(private ed25519.PrivateKey, user string) string {
	const origin = "http://localhost:3000"
	now := time.Now()
	text := part(map[string]any{"alg": "EdDSA", "kid": keyID}) + "." +
		part(map[string]any{"sub": user, "iss": origin, "aud": origin, "iat": now.Unix(), "exp": now.Add(time.Hour).Unix()})
	return text + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(private, []byte(text)))
}

func part(claims map[string]any) string {
	raw, _ := json.Marshal(claims) // of strings and numbers
	return base64.RawURLEncoding.EncodeToString(raw)
}
