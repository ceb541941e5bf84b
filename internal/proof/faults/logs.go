package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// unreadRequests is how many requests each client sends: their log lines are more than a
// service may buffer.
const unreadRequests = 1000

// logs are faults of the log's reader.
var logs = []fault{
	{
		name: "the reader of the log stops", done: "standard error is a pipe that nobody reads, while 8 clients send 1000 requests each; then it is read again",
		holds: "every request is answered within a second, and /readyz says ready; the log then says how many lines were dropped",
		try:   logUnread,
	},
}

func logUnread(ctx context.Context, l *lab) (r result, err error) {
	s, err := l.newWires(ctx, l.Cluster)
	if err != nil {
		return result{}, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	reader, writer, err := os.Pipe()
	if err != nil {
		return result{}, err
	}
	defer reader.Close() // after which the service can end
	if s.service, err = l.serveTo(writer, s.through()); err != nil {
		return result{}, err
	}
	if err := s.findAddress(reader); err != nil {
		return result{}, err
	}
	if err := s.token("ann"); err != nil {
		return result{}, err
	}
	var answered atomic.Int32
	var all sync.WaitGroup
	begin := time.Now()
	for range writers {
		all.Go(func() {
			for range unreadRequests {
				sent := time.Now()
				if a := s.ask(ctx, call{Method: "GET", Path: tasks, User: "ann"}); a.Status != ok || time.Since(sent) > time.Second {
					return
				}
				answered.Add(1)
			}
		})
	}
	all.Wait()
	if got := answered.Load(); got != writers*unreadRequests {
		r.Broken = append(r.Broken, fmt.Sprintf("%d requests of %d were answered in time, after %s", got, writers*unreadRequests, time.Since(begin).Round(time.Second)))
	}
	if a := s.ask(ctx, call{Method: "GET", Path: "/readyz"}); a.Status != ok {
		r.Broken = append(r.Broken, fmt.Sprintf("/readyz = %d", a.Status))
	}
	if !s.tells(ctx, reader, "dropped") {
		r.Broken = append(r.Broken, "the log does not say that lines were dropped")
	}
	return r, nil
}

// tells reads the log again, and says whether it contains a word.
func (s *stand) tells(ctx context.Context, reader io.Reader, word string) bool {
	var mu sync.Mutex
	var text bytes.Buffer
	go func() {
		buffer := make([]byte, 1<<16)
		for {
			n, err := reader.Read(buffer)
			mu.Lock()
			text.Write(buffer[:n])
			mu.Unlock()
			if err != nil { // the service has ended
				return
			}
		}
	}()
	_, said := until(ctx, 5*time.Second, retryEvery, func() bool {
		s.ask(ctx, call{Method: "GET", Path: "/livez"}) // logs another line
		mu.Lock()
		defer mu.Unlock()
		return bytes.Contains(text.Bytes(), []byte(word))
	})
	return said
}

// findAddress reads the log up to the line with the service's address.
func (s *stand) findAddress(log io.Reader) error {
	var text []byte
	one := make([]byte, 1)
	for {
		if _, err := log.Read(one); err != nil {
			return fmt.Errorf("the service did not start: %s: %w", text, err)
		}
		if text = append(text, one...); one[0] != '\n' {
			continue
		}
		if address := addressIn(text); address != "" {
			s.url = "http://" + address
			return nil
		}
	}
}
