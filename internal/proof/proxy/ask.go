package proxy

import (
	"bufio"
	"strings"
	"time"
)

// ask forwards the program's messages, one flush at a time.
func (c *pair) ask() {
	in := bufio.NewReader(c.client)
	e := &Exchange{Startup: true}
	named := map[string]string{} // the statements of portals
	var flush []byte
	for first := true; ; {
		m, err := read(in, first)
		if err != nil {
			c.gone(FIN)
			return
		}
		if first {
			switch m.code() {
			case sslRequest, gssRequest:
				c.send(c.in, []byte("N"))
				continue
			case cancelRequest:
				c.send(c.out, m.raw) // the server closes after it
				continue
			}
		}
		first = false
		flush = append(flush, m.raw...)
		c.note(e, m, named)
		switch m.kind {
		case 'P', 'B', 'D', 'E', 'C': // more messages follow
			continue
		case 'Q', 'S', 'F', 0: // the server answers completely
			lost, how := c.asking(e)
			if lost {
				c.lose(how, nil)
				return
			}
			c.expect(e)
			e = &Exchange{}
		case 'H': // the server answers so far, and more requests follow
			e.flushed = true
		}
		c.send(c.out, flush)
		flush = nil
	}
}

// note records a message of a request.
func (c *pair) note(e *Exchange, m message, named map[string]string) {
	switch m.kind {
	case 'Q':
		statement, _ := text(m.body())
		e.Statements, e.Executes = append(e.Statements, statement), strings.Trim(statement, " ;") != "" && !strings.HasPrefix(statement, "--")
	case 'P':
		name, rest := text(m.body())
		statement, _ := text(rest)
		c.statements[name] = statement
	case 'B':
		portal, rest := text(m.body())
		name, _ := text(rest)
		named[portal] = c.statements[name]
	case 'E':
		portal, _ := text(m.body())
		e.Statements, e.Executes = append(e.Statements, named[portal]), true
	}
}

// expect records that the server owes an answer.
func (c *pair) expect(e *Exchange) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked = append(c.asked, e)
}

// owed returns the exchange that the server answers now, or nil.
func (c *pair) owed() *Exchange {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.asked) == 0 {
		return nil
	}
	return c.asked[0]
}

func (c *pair) settled() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked = c.asked[1:]
}

// lose sends the program the messages that are to arrive, and then ends its connection.
// The server has executed the request by then, and its side ends too, unless the loss is
// silent.
func (c *pair) lose(how End, arrives []byte) {
	if len(arrives) > 0 {
		c.send(c.in, arrives)
	}
	c.then(c.in, func() {
		if how == RST && len(arrives) > 0 {
			time.Sleep(2 * time.Millisecond) // a reset would discard unread bytes
		}
		c.end(how)
	})
}

// gone is called when a side has closed. On a silent connection the other side does not
// see that.
func (c *pair) gone(how End) {
	if !c.hush() {
		c.end(how)
	}
}
