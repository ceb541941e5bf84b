package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/entask/entask/internal/proof/bench/scale"
	"github.com/entask/entask/internal/proof/bench/seed"
	"github.com/entask/entask/internal/service/auth"
)

// picture is what the benchmark at scale draws, beside the page that it writes.
const picture = "scale.svg"

// sizes are whole numbers, as a flag.
type sizes []int

// Set implements flag.Value.
func (s *sizes) Set(list string) error {
	*s = nil
	for word := range strings.SplitSeq(list, ",") {
		n, err := strconv.Atoi(word)
		if err != nil || n < 1 {
			return fmt.Errorf("%q is no size", word)
		}
		*s = append(*s, n)
	}
	return nil
}

// String implements flag.Value.
func (s *sizes) String() string { return strings.Trim(fmt.Sprint([]int(*s)), "[]") }

// runScale measures what operations cost by size, and writes notes and picture.
func runScale(ctx context.Context, o options, stdout, stderr io.Writer) error {
	r, err := measureScale(ctx, o, stderr)
	if err != nil {
		return err
	}
	text := r.Markdown()
	if _, err := io.WriteString(stdout, text); err != nil || o.write == "" {
		return err
	}
	if err := os.WriteFile(filepath.Join(filepath.Dir(o.write), picture), []byte(r.Plot()), 0o644); err != nil {
		return err
	}
	return writeBetween(notes(o.write), scaleMarks, text)
}

func measureScale(ctx context.Context, o options, progress io.Writer) (r scale.Report, err error) {
	b := &bench{options: o, binaries: binaries{}, progress: progress, others: others()}
	if b.dir, err = os.MkdirTemp("", "entask-bench-"); err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	b.say("building")
	served := program{folder: serviceFolder}
	if err := b.binaries.build(ctx, b.dir, served); err != nil {
		return r, err
	}
	if b.db, err = newDatabase(ctx, b.binaries[served], scale.Setting); err != nil {
		return r, err
	}
	if err := scale.Prepare(ctx, b.db.conn); err != nil {
		return r, err
	}
	r = scale.Report{Command: o.command(), Machine: b.machine()[:2], Picture: picture}
	for _, rows := range o.tables {
		points, err := b.scaleOf(ctx, rows)
		if err != nil {
			return r, err
		}
		r.Points = append(r.Points, points...)
	}
	return r, nil
}

// scaleOf fills a table of so many rows and measures the requests of each user. Users whose
// list would be most of the table are left out.
func (b *bench) scaleOf(ctx context.Context, rows int) (points []scale.Point, err error) {
	var lists []int
	left := rows / 2
	for _, tasks := range b.lists {
		if tasks <= left {
			lists, left = append(lists, tasks), left-tasks
		}
	}
	b.say("filling in %d tasks", rows)
	if _, err := b.db.conn.Exec(ctx, "ALTER TABLE tasks DISABLE TRIGGER USER; TRUNCATE tasks; ALTER TABLE tasks ENABLE TRIGGER USER"); err != nil {
		return nil, err
	}
	if err := seed.FillLists(ctx, b.db.conn, rows, lists); err != nil {
		return nil, err
	}
	if err := b.db.settle(ctx); err != nil {
		return nil, err
	}
	for user, tasks := range lists {
		b.say("measuring a user with %d tasks among %d", tasks, rows)
		u := scale.User{ID: seed.User(user), Tasks: tasks}
		if u.Token, err = auth.Sign(secret, auth.Claims{Subject: u.ID}, 24*time.Hour, time.Now()); err != nil {
			return nil, err
		}
		found, err := b.scaleOne(ctx, u, rows)
		if err != nil {
			return nil, err
		}
		points = append(points, found...)
	}
	return points, nil
}

// scaleOne restarts the service for each user, because PostgreSQL makes its plans for the
// user who asks first.
func (b *bench) scaleOne(ctx context.Context, u scale.User, rows int) (_ []scale.Point, err error) {
	guard := contender{guarded, serving, program{folder: serviceFolder}, service}
	s, err := guard.start(ctx, b.dir, b.binaries, b.db.URL(serving))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	return scale.Measure(ctx, b.db.conn, s.Address, u, rows)
}
