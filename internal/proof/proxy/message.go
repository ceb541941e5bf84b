package proxy

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
)

// The codes of the first message of a connection.
const (
	cancelRequest = 80877102
	sslRequest    = 80877103
	gssRequest    = 80877104
)

// longest is the maximum length of a message; real ones are shorter.
const longest = 64 << 20

// message is a message of PostgreSQL's protocol, as on the wire.
type message struct {
	kind byte // 0 for the first of a connection
	raw  []byte
}

// body is what follows the length.
func (m message) body() []byte {
	if m.kind == 0 {
		return m.raw[4:]
	}
	return m.raw[5:]
}

// code is the code of the first message of a connection.
func (m message) code() uint32 {
	if b := m.body(); len(b) >= 4 {
		return binary.BigEndian.Uint32(b)
	}
	return 0
}

// read reads a message; the first of a connection has no kind.
func read(r *bufio.Reader, first bool) (message, error) {
	header := 5
	if first {
		header = 4
	}
	head, err := r.Peek(header)
	if err != nil {
		return message{}, err
	}
	size := int64(binary.BigEndian.Uint32(head[header-4:])) + int64(header) - 4
	if size < int64(header) || size > longest {
		return message{}, errors.New("no message of PostgreSQL's")
	}
	m := message{raw: make([]byte, size)}
	if !first {
		m.kind = head[0]
	}
	_, err = io.ReadFull(r, m.raw)
	return m, err
}

// text returns the first string of a message, and the rest.
func text(b []byte) (string, []byte) {
	s, rest, _ := bytes.Cut(b, []byte{0})
	return string(s), rest
}
