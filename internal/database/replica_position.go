package database

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/entask/entask/internal/database/codec"
)

const (
	// positionPause is the least time between two questions for the position: under load
	// many statements share one.
	positionPause = 500 * time.Microsecond
	// positionTimeout is how long one question may take.
	positionTimeout = 2 * time.Second
)

// position is how far a write-ahead log reaches.
type position struct {
	text     string // as PostgreSQL writes it, "0/3000060"
	lsn      uint64
	timeline string    // on which the log goes on, "1"
	asked    time.Time // when the primary was asked
}

// askPosition is asked of the primary; a standby refuses it. A commit that was answered has
// been flushed, unless synchronous_commit is off, when it has been inserted. An insertion
// begins behind the header of its page, where nothing ends: a standby that has everything is
// at the end of the page before.
const askPosition = `SELECT CASE WHEN current_setting('synchronous_commit') <> 'off' THEN pg_current_wal_flush_lsn() ELSE (
SELECT at - CASE WHEN file_offset = 40 THEN 40 WHEN file_offset % current_setting('wal_block_size')::int = 24 THEN 24 ELSE 0 END
FROM pg_current_wal_insert_lsn() AS at, pg_walfile_name_offset(at)) END::text || ' ' || left(pg_walfile_name('0/1'), 8)`

// parsePosition reads an answer to askPosition, such as "0/3000060 00000001".
func parsePosition(text string) (position, error) {
	at, hex, _ := strings.Cut(text, " ")
	lsn, err := parseLSN(at)
	timeline, errTimeline := strconv.ParseUint(hex, 16, 32)
	if err := errors.Join(err, errTimeline); err != nil {
		return position{}, fmt.Errorf("position %q: %w", text, err)
	}
	return position{text: at, lsn: lsn, timeline: strconv.FormatUint(timeline, 10)}, nil
}

func parseLSN(text string) (uint64, error) {
	high, low, _ := strings.Cut(text, "/")
	h, err := strconv.ParseUint(high, 16, 32)
	l, errLow := strconv.ParseUint(low, 16, 32)
	return h<<32 | l, errors.Join(err, errLow)
}

// positions asks the primary for its position, one question for all who wait.
type positions struct {
	ask func(context.Context) (position, error)

	mu     sync.Mutex
	next   *question // not sent yet: its answer is later than whatever has happened; may be nil
	asking bool
	sent   time.Time // when the last question was
}

type question struct {
	answered chan struct{}
	at       position
	err      error
}

// after returns a position that the primary has reached since the call.
func (p *positions) after(ctx context.Context) (position, error) {
	p.mu.Lock()
	if p.next == nil {
		p.next = &question{answered: make(chan struct{})}
	}
	q := p.next
	if !p.asking {
		p.asking = true
		go p.run() //nolint:gosec // its question is not of this request alone
	}
	p.mu.Unlock()
	select {
	case <-q.answered:
		return q.at, q.err
	case <-ctx.Done():
		return position{}, ctx.Err()
	}
}

// run asks until nobody waits.
func (p *positions) run() {
	for q := p.take(); q != nil; q = p.take() {
		ctx, cancel := context.WithTimeout(context.Background(), positionTimeout)
		q.at, q.err = p.ask(ctx)
		cancel()
		close(q.answered)
	}
}

// take returns the question to send, or nil. More can wait for it until then.
func (p *positions) take() *question {
	p.mu.Lock()
	defer p.mu.Unlock()
	if wait := time.Until(p.sent.Add(positionPause)); wait > 0 && p.next != nil {
		p.mu.Unlock()
		time.Sleep(wait)
		p.mu.Lock()
	}
	q := p.next
	p.next, p.asking, p.sent = nil, q != nil, time.Now()
	return q
}

// position asks the primary.
func (d *native) position(ctx context.Context) (position, error) {
	asked := time.Now()
	text, err := d.word(ctx, askPosition)
	if err != nil {
		return position{}, err
	}
	at, err := parsePosition(text)
	at.asked = asked
	return at, err
}

// word returns the one text that a SELECT returns. It is sent once.
func (d *native) word(ctx context.Context, query string) (string, error) {
	rows, err := d.runOnce(ctx, call{query: query}, true)
	if err != nil {
		return "", err
	}
	return wordOf(rows)
}

func wordOf(rows *codec.Rows) (word string, err error) {
	defer func() { _ = rows.Close() }() // never fails
	if !rows.Next() {
		return "", errors.New("database: no row")
	}
	err = rows.Scan(&word)
	return word, err
}
