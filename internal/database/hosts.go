package database

import (
	"context"
	"net"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

const (
	// stuckAfter is how long a statement is waited for before all hosts are asked.
	stuckAfter = time.Second
	// hostTimeout is how long each of several hosts has to accept a connection.
	hostTimeout = 2 * time.Second
	// lookTimeout is how long each has when all are asked at once.
	lookTimeout = time.Second
	lookPause   = 500 * time.Millisecond
)

// hosts are the servers that a URL names, of which one is the primary. A frozen host accepts
// connections and never answers, so pgx would wait for it each time.
type hosts struct {
	several bool
	primary atomic.Pointer[string] // where it was last found, "host:port"; nil for the order of the URL
	looking atomic.Bool
	meter   *meter
}

func newHosts(c *pgx.ConnConfig) *hosts {
	return &hosts{several: slices.ContainsFunc(c.Fallbacks, func(f *pgconn.FallbackConfig) bool {
		return f.Host != c.Host || f.Port != c.Port
	})}
}

func hostPort(host string, port uint16) string {
	return net.JoinHostPort(host, strconv.Itoa(int(port)))
}

// ways lists the hosts and TLS settings of a connection, in the order in which pgx tries
// them.
func ways(c *pgx.ConnConfig) []*pgconn.FallbackConfig {
	return append([]*pgconn.FallbackConfig{{Host: c.Host, Port: c.Port, TLSConfig: c.TLSConfig}}, c.Fallbacks...)
}

// order puts the host first where the primary was last found.
func (h *hosts) order(c *pgx.ConnConfig) {
	primary := h.primary.Load()
	if primary == nil || hostPort(c.Host, c.Port) == *primary {
		return
	}
	all := ways(c)
	slices.SortStableFunc(all, func(a, b *pgconn.FallbackConfig) int {
		return rank(a, *primary) - rank(b, *primary)
	})
	c.Host, c.Port, c.TLSConfig, c.Fallbacks = all[0].Host, all[0].Port, all[0].TLSConfig, all[1:]
}

func rank(f *pgconn.FallbackConfig, primary string) int {
	if hostPort(f.Host, f.Port) == primary {
		return 0
	}
	return 1
}

// each returns what describes a connection to each host alone.
func (h *hosts) each(c *pgx.ConnConfig) map[string]*pgconn.Config {
	configs := map[string]*pgconn.Config{}
	for _, f := range ways(c) {
		at := hostPort(f.Host, f.Port)
		if one := configs[at]; one != nil {
			one.Fallbacks = append(one.Fallbacks, f)
			continue
		}
		one := c.Copy().Config
		one.Host, one.Port, one.TLSConfig, one.Fallbacks = f.Host, f.Port, f.TLSConfig, nil
		configs[at] = &one
	}
	return configs
}

// install orders the hosts of each new connection. One of several hosts gets less time to
// answer than a single host.
func (h *hosts) install(cfg *pgxpool.Config) {
	if !h.several {
		return
	}
	if cfg.ConnConfig.ConnectTimeout == connectTimeout { // the URL does not say it
		cfg.ConnConfig.ConnectTimeout = hostTimeout
	}
	before := cfg.BeforeConnect
	cfg.BeforeConnect = func(ctx context.Context, c *pgx.ConnConfig) error {
		h.order(c)
		if before != nil {
			return before(ctx, c)
		}
		return nil
	}
}

// doubt looks for the primary while statements are waited for at the addresses. Where it
// is another host, they are ended, and every connection is made anew.
func (h *hosts) doubt(pool *pgxpool.Pool, statements *lookout, addresses []string) {
	if !h.several || !h.looking.CompareAndSwap(false, true) {
		return
	}
	go func() {
		defer h.looking.Store(false)
		if h.look(pool, addresses) {
			h.meter.left.Add(int64(len(addresses)))
			pool.Reset()
			statements.leave(addresses)
		}
		time.Sleep(lookPause)
	}()
}

// look asks all hosts at once, because statements are waited for at the addresses. If
// none of those answers and another host is the primary, it returns true, and
// connections are made there first.
func (h *hosts) look(pool *pgxpool.Pool, stuck []string) bool {
	ctx, cancel := context.WithTimeout(context.Background(), lookTimeout)
	defer cancel()
	type answer struct{ host, address string }
	configs := h.each(pool.Config().ConnConfig)
	answers := make(chan answer, len(configs))
	for at, config := range configs {
		go func() {
			c, err := pgconn.ConnectConfig(ctx, config)
			if err != nil {
				answers <- answer{}
				return
			}
			answers <- answer{at, c.Conn().RemoteAddr().String()}
			_ = c.Close(ctx)
		}()
	}
	found := ""
	for range configs {
		a := <-answers
		if slices.Contains(stuck, a.address) {
			return false // it is slow, not dead
		}
		if a.host != "" {
			found = a.host
		}
	}
	if found == "" {
		return false
	}
	h.primary.Store(&found)
	return true
}
