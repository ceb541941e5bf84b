package main

import (
	"errors"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

func verifier(secret []byte) func(string) (string, error) {
	parser := newParser()
	return func(token string) (string, error) {
		var claims jwt.RegisteredClaims
		if _, err := parser.ParseWithClaims(token, &claims, func(*jwt.Token) (any, error) { return secret, nil }); err != nil {
			return "", err
		}
		if claims.Subject == "" {
			return "", errors.New("no subject")
		}
		return claims.Subject, nil
	}
}

func newParser() *jwt.Parser {
	return jwt.NewParser(jwt.WithValidMethods([]string{"HS256"}), jwt.WithExpirationRequired(), jwt.WithLeeway(10*time.Second))
}

const (
	cacheSize = 10_000
	cacheTime = time.Minute
)

// cached remembers verified tokens for a minute, and forgets all of them when there are too
// many. A token that expires within the minute is accepted until the minute is over.
func cached(verify func(string) (string, error)) func(string) (string, error) {
	type entry struct {
		user  string
		until time.Time
	}
	var mu sync.RWMutex
	entries := map[string]entry{}
	return func(token string) (string, error) {
		mu.RLock()
		e, ok := entries[token]
		mu.RUnlock()
		if ok && time.Now().Before(e.until) {
			return e.user, nil
		}
		user, err := verify(token)
		if err != nil {
			return "", err
		}
		mu.Lock()
		defer mu.Unlock()
		if len(entries) >= cacheSize {
			clear(entries)
		}
		entries[token] = entry{user, time.Now().Add(cacheTime)}
		return user, nil
	}
}
