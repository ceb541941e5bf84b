package api_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/service/api"
	"github.com/entask/entask/internal/service/webhook"
)

// stalled is a body whose end never comes. It counts who began to read it.
type stalled struct {
	io.Reader

	begun atomic.Bool
	count *atomic.Int64
	ends  <-chan struct{}
}

func newStalled(count *atomic.Int64, ends <-chan struct{}) *stalled {
	return &stalled{Reader: strings.NewReader(strings.Repeat(" ", 60_000)), count: count, ends: ends}
}

func (b *stalled) Read(p []byte) (int, error) {
	if !b.begun.Swap(true) {
		b.count.Add(1)
	}
	n, err := b.Reader.Read(p)
	if err == io.EOF {
		<-b.ends
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

func (*stalled) Close() error { return nil }

// TestWebhookMemory: who has no secret can make the service keep few bodies at once, and from
// one address fewer.
func TestWebhookMemory(t *testing.T) {
	keys, err := webhook.NewKeys([]string{"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})
	if err != nil {
		t.Fatal(err)
	}
	for addresses, want := range map[int]int64{1: 8, 100: 32} {
		synctest.Test(t, func(t *testing.T) {
			handler, err := api.NewWebhook(api.WebhookOptions{Keys: keys, Unavailable: func(error) bool { return false }})
			if err != nil {
				t.Fatal(err)
			}
			const clients = 500
			var read, refused atomic.Int64
			ends, done := make(chan struct{}), make(chan int, clients)
			for i := range clients {
				go func() {
					w := httptest.NewRecorder()
					r := httptest.NewRequest(http.MethodPost, api.WebhookPath, newStalled(&read, ends))
					from := request.Identity{Address: fmt.Sprint("192.0.2.", i%addresses)}
					handler.ServeHTTP(w, r.WithContext(request.New(t.Context(), from, w.Header())))
					if w.Code == http.StatusServiceUnavailable && w.Header().Get("Retry-After") != "" {
						refused.Add(1)
					}
					done <- w.Code
				}()
			}
			time.Sleep(5 * time.Second)
			synctest.Wait()
			if read.Load() != want || refused.Load() != clients-want {
				t.Errorf("%d addresses: %d bodies are being read and %d were refused, want %d and all others", addresses, read.Load(), refused.Load(), want)
			}
			close(ends)
			for range clients {
				<-done
			}
		})
	}
}
