package logging_test

import (
	"io"
	"os"
	"testing"

	"github.com/entask/entask/internal/service/logging"
)

// BenchmarkInfo is what a line costs a request, on a pipe that is read.
func BenchmarkInfo(b *testing.B) {
	r, w, err := os.Pipe()
	if err != nil {
		b.Fatal(err)
	}
	defer w.Close()
	go func() { _, _ = io.Copy(io.Discard, r) }()
	logger, lines := logging.New(w, logging.Options{})
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for n := 1; pb.Next(); n++ {
			if n%1000 == 0 {
				lines.Flush() // or more would be dropped than written
			}
			logger.Info("request", "method", "GET", "path", "/api/v1/things", "status", 200)
		}
	})
	b.ReportMetric(float64(lines.Dropped()), "dropped")
}
