package auth

import (
	"crypto/sha256"
	"sync/atomic"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/entask/entask/internal/runtime/viewer"
)

const (
	// maxRemembered is how many verified tokens are remembered at most; then the
	// one that was not seen for longest is forgotten. Each takes about 500 bytes.
	maxRemembered = 10_000
	// maxViewer is the length in bytes above which what a token says of its viewer
	// is not kept: a name may be of 6 KiB, ten thousand of them are too much.
	maxViewer = 1 << 10
)

// digest stands for a token. No two tokens with the same one can be found, so
// that one who knows the cache cannot make a token that is taken for another;
// and whoever reads our memory finds no token in it.
type digest [sha256.Size]byte

// digestOf takes the token piece by piece: a copy of it would be garbage.
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

// verified is what is remembered of a token that was found good in every respect.
// Time goes on and keys leave the set: both are looked at again each time.
type verified struct {
	viewer   viewer.Viewer
	lifetime lifetime
	alg      string
	key      *key
}

// cache remembers verified tokens. What was refused never enters it, so that
// nobody without good tokens can drive out those of others.
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
