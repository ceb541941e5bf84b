package auth

import (
	"crypto/sha256"
	"errors"
	"sync/atomic"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/entask/entask/internal/runtime/viewer"
)

const (
	// maxRemembered is how many verified tokens are remembered at most. Beyond it, the
	// least recently used one is forgotten. Each takes about 500 bytes.
	maxRemembered = 10_000
	// maxViewer is the length in bytes above which a viewer is not remembered: a name can
	// have 6 KiB, and ten thousand of those are too much.
	maxViewer = 1 << 10
	// maxRefused is how many refused tokens are remembered, and refusedFor for how long: a
	// client that repeats one costs a hash.
	maxRefused = 4096
	refusedFor = 10 * time.Second
)

// digest stands for a token. It resists collisions, so that nobody can make a token that
// is taken for another, and it keeps tokens out of the memory of the process.
type digest [sha256.Size]byte

// digestOf hashes the token piece by piece, because a copy would be garbage.
func digestOf(token string) (d digest) {
	h := sha256.New()
	var piece [512]byte
	for token != "" {
		n := copy(piece[:], token)
		_, _ = h.Write(piece[:n]) // a hash takes everything
		token = token[n:]
	}
	h.Sum(d[:0])
	return d
}

// verified is what is remembered of a valid token. Its time and its key are checked again
// each time, because time goes on and keys leave the set.
type verified struct {
	viewer   viewer.Viewer
	lifetime lifetime
	alg      string
	key      *key
}

// refusal is why a token was refused after its signature was looked at. It is an error for
// that way alone.
type refusal struct {
	err error
	at  time.Time
	alg string
	key *key
}

func (r *refusal) Error() string { return r.err.Error() }

// isFresh says whether a refusal is remembered at a time. The clock may have been set back.
func (r *refusal) isFresh(now time.Time) bool {
	return !now.Before(r.at) && now.Sub(r.at) < refusedFor
}

// cache remembers tokens. Refused ones never enter the memory of verified ones, so that
// nobody without valid tokens can evict those of others.
type cache struct {
	tokens  *lru.Cache[digest, *verified]
	refused *lru.Cache[digest, *refusal]
	// Of lookups: a token whose key or time is over is a miss.
	hits, refusals, misses atomic.Int64
}

func newCache() (*cache, error) {
	tokens, err := lru.New[digest, *verified](maxRemembered)
	if err != nil {
		return nil, err
	}
	refused, err := lru.New[digest, *refusal](maxRefused)
	return &cache{tokens: tokens, refused: refused}, err
}

// refuse remembers a refusal, unless time alone mends it.
func (c *cache) refuse(d digest, r *refusal) {
	if e, ok := errors.AsType[*Error](r.err); ok && e.Description != early {
		c.refused.Add(d, r)
	}
}

func (c *cache) add(d digest, t *verified) {
	if len(t.viewer.ID)+len(t.viewer.Email)+len(t.viewer.Name) <= maxViewer {
		c.tokens.Add(d, t)
	}
}
