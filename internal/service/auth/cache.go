package auth

import (
	"crypto/sha256"
	"sync/atomic"

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

// cache remembers verified tokens. Refused tokens never enter it, so that nobody without
// valid tokens can evict those of others.
type cache struct {
	tokens       *lru.Cache[digest, *verified]
	hits, misses atomic.Int64 // of lookups: a token whose key or time is over is a miss
}

func newCache() (*cache, error) {
	tokens, err := lru.New[digest, *verified](maxRemembered)
	return &cache{tokens: tokens}, err
}

func (c *cache) add(d digest, t *verified) {
	if len(t.viewer.ID)+len(t.viewer.Email)+len(t.viewer.Name) <= maxViewer {
		c.tokens.Add(d, t)
	}
}
