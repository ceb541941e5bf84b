//go:build unix

package wire

import (
	"crypto/tls"
	"net"
	"net/http/httptest"
	"testing"
	"time"
)

func TestQuiet(t *testing.T) {
	s := httptest.NewUnstartedServer(nil) // for its certificate
	s.StartTLS()
	defer s.Close()

	for _, secure := range []bool{false, true} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		accepted := make(chan net.Conn, 1)
		go func() {
			c, err := l.Accept()
			if err == nil && secure {
				c = tls.Server(c, s.TLS)
			}
			if err == nil {
				_, err = c.Write([]byte("hello"))
			}
			if err != nil {
				t.Error(err)
			}
			accepted <- c
		}()
		client, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		if secure {
			client = tls.Client(client, &tls.Config{InsecureSkipVerify: true})
		}
		if _, err := client.Read(make([]byte, 5)); err != nil {
			t.Fatal(err)
		}
		server := <-accepted
		if !Quiet(client) {
			t.Errorf("TLS %v: a silent peer is not quiet", secure)
		}
		if _, err := server.Write([]byte("farewell")); err != nil {
			t.Fatal(err)
		}
		eventually(t, "a peer that spoke is quiet", func() bool { return !Quiet(client) })
		if _, err := client.Read(make([]byte, 8)); err != nil {
			t.Fatal(err)
		}
		_ = server.Close()
		eventually(t, "a peer that left is quiet", func() bool { return !Quiet(client) })
		_ = client.Close()
		if Quiet(client) {
			t.Errorf("TLS %v: a closed connection is quiet", secure)
		}
		_ = l.Close()
	}
}

func eventually(t *testing.T, fault string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal(fault)
		}
	}
}

// TestQuietWhileRead: pgx may still have a reader in the background, which reads
// until there is something. Looking at the socket must not wait for it.
func TestQuietWhileRead(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	client, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	read := make(chan struct{})
	go func() {
		defer close(read)
		_, _ = client.Read(make([]byte, 1)) // ends with the connection
	}()
	time.Sleep(50 * time.Millisecond)
	answer := make(chan bool, 1)
	go func() { answer <- Quiet(client) }()
	select {
	case got := <-answer:
		if !got {
			t.Error("a silent peer is not quiet")
		}
	case <-time.After(30 * time.Second):
		t.Error("quiet waits for the reader")
	}
	_ = client.Close()
	<-read
}
