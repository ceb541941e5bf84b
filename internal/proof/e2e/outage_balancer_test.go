package e2e

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// TestStopBehindBalancer stops one of two services, while clients that keep their
// connections write through a balancer. No request fails, and all clients end up at the
// other service.
func TestStopBehindBalancer(t *testing.T) {
	for _, version := range []int{1, 2} {
		t.Run(fmt.Sprint("HTTP/", version), func(t *testing.T) {
			going, staying := start(t, sqliteURL(t), "DRAIN_DELAY=1s"), start(t, sqliteURL(t))
			b := newBalancer(t, going, staying)
			url := "http://" + b.Addr().String() + tasks
			var asked atomic.Int32
			over := make(chan struct{})
			time.AfterFunc(500*time.Millisecond, func() { _ = going.cmd.Process.Signal(syscall.SIGTERM) })
			time.AfterFunc(2500*time.Millisecond, func() {
				for end := time.Now().Add(30 * time.Second); asked.Load() < 100 && time.Now().Before(end); {
					time.Sleep(10 * time.Millisecond)
				}
				close(over)
			})
			atOnce(16, func(n int) {
				c := newKeeper(version)
				defer c.CloseIdleConnections()
				for i := 0; ; i++ {
					select {
					case <-over:
						return
					case <-time.After(time.Duration(n) * time.Millisecond):
					}
					if err := write(c, url, token(t, fmt.Sprint("user ", n))); err != nil {
						t.Errorf("client %d, request %d: %v", n, i, err)
						return
					}
					asked.Add(1)
				}
			})
			select {
			case <-going.exited:
			case <-time.After(30 * time.Second):
				t.Errorf("the service goes on, without a client")
			}
			staying.stop(t) // completes its log
			count := strings.Count(going.log.String(), `"status":201`)
			if asked.Load() < 100 || count == 0 || strings.Count(staying.log.String(), `"status":201`)+count != int(asked.Load()) {
				t.Errorf("%d requests, %d of them to the one that went: too few, or some were done twice or never", asked.Load(), count)
			}
		})
	}
}

// newKeeper returns a client with one connection, which it keeps.
func newKeeper(version int) *http.Client {
	var protocols http.Protocols
	protocols.SetHTTP1(version == 1)
	protocols.SetUnencryptedHTTP2(version == 2)
	return &http.Client{Transport: &http.Transport{Protocols: &protocols, MaxConnsPerHost: 1}}
}

// write creates a task. Over HTTP/1, Go's client never repeats such a request by itself.
// Over HTTP/2, GOAWAY says which requests were not done, and it repeats only those.
func write(c *http.Client, url, token string) error {
	req, err := http.NewRequest(http.MethodPost, url, strings.NewReader(`{"title": "kept"}`))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	res, err := c.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		return err
	}
	if res.StatusCode != http.StatusCreated {
		return fmt.Errorf("status %d", res.StatusCode)
	}
	return nil
}
