package logging

import (
	"cmp"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	// whole is how many lines of a kind are written in a second; the others are counted.
	whole = 20
	// maxKinds is how many kinds are told apart in a second, and maxAddresses how many
	// addresses of a kind.
	maxKinds     = 256
	maxAddresses = 256
)

// kind is what lines have in common that say the same: requests that were refused with one
// status by one operation, and other lines that begin alike.
type kind struct {
	message string
	status  int64
	route   string
}

// counted are the lines of a kind in a second.
type counted struct {
	level     slog.Level
	lines     int64 // written or not
	addresses map[string]int64
}

// repeats counts the lines of each kind, second by second, and says how many were left out:
// those of refused requests, and warnings. All others are always written.
type repeats struct {
	tell func(slog.Record)

	mu    sync.Mutex
	kinds map[kind]*counted
	timer *time.Timer // of the second that goes on; nil if none does
}

// leavesOut counts a line and says whether it is not to be written.
func (p *repeats) leavesOut(r slog.Record) bool {
	if r.Level < slog.LevelInfo || r.Level >= slog.LevelError { // for a developer, or each for itself
		return false
	}
	k := kind{message: r.Message}
	var address string
	r.Attrs(func(a slog.Attr) bool {
		switch a.Key {
		case "status":
			k.status = a.Value.Int64()
			return k.status >= lowestRefusal
		case "route":
			k.route = a.Value.String()
		case "address":
			address = a.Value.String()
		}
		return true
	})
	switch {
	case k.status == 0 && r.Level < slog.LevelWarn, k.status != 0 && k.status < lowestRefusal:
		return false
	case k.status == 0:
		k.message = beginning(r.Message)
	}
	return p.count(k, r.Level, address) > whole
}

// beginning returns a message up to the address that it holds, if any.
func beginning(message string) string {
	end := 0
	for word := range strings.SplitAfterSeq(message, " ") {
		if strings.ContainsAny(word, "0123456789") && strings.ContainsAny(strings.TrimRight(word, ":, "), ".:") {
			break
		}
		end += len(word)
	}
	return message[:end]
}

// lowestRefusal is the lowest status of a request that was refused.
const lowestRefusal = 400

// count returns how many lines of the kind there are in this second.
func (p *repeats) count(k kind, level slog.Level, address string) int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.timer == nil {
		p.timer = time.AfterFunc(time.Second, p.flush)
	}
	c := p.kinds[k]
	if c == nil {
		if len(p.kinds) >= maxKinds {
			k = kind{message: "other lines"}
			c = p.kinds[k]
		}
		if c == nil {
			c = &counted{level: level, addresses: map[string]int64{}}
			p.kinds[k] = c
		}
	}
	c.lines++
	if _, known := c.addresses[address]; address != "" && (known || len(c.addresses) < maxAddresses) {
		c.addresses[address]++
	}
	return c.lines
}

// flush ends the second: it tells of each kind how many lines were left out.
func (p *repeats) flush() {
	p.mu.Lock()
	kinds := p.kinds
	p.kinds = map[kind]*counted{}
	if p.timer != nil {
		p.timer.Stop()
		p.timer = nil
	}
	p.mu.Unlock()
	for _, k := range slices.SortedFunc(maps.Keys(kinds), compareKinds) {
		if c := kinds[k]; c.lines > whole {
			p.tell(summary(k, c))
		}
	}
}

// summary is the one line that stands for those of a kind that were left out.
func summary(k kind, c *counted) slog.Record {
	r := slog.NewRecord(time.Now(), c.level, "lines like the last ones were left out", 0)
	r.AddAttrs(slog.Int64("count", c.lines-whole), slog.String("line", k.message))
	if k.status != 0 {
		r.AddAttrs(slog.Int64("status", k.status))
	}
	if k.route != "" {
		r.AddAttrs(slog.String("route", k.route))
	}
	if len(c.addresses) > 0 {
		most := slices.MaxFunc(slices.Sorted(maps.Keys(c.addresses)), func(a, b string) int { return cmp.Compare(c.addresses[a], c.addresses[b]) })
		r.AddAttrs(slog.String("address", most), slog.Int("addresses", len(c.addresses)))
	}
	return r
}

func compareKinds(a, b kind) int {
	return cmp.Or(cmp.Compare(a.message, b.message), cmp.Compare(a.status, b.status), cmp.Compare(a.route, b.route))
}
