package proxy

import "bufio"

// answer forwards the server's messages. An answer that may be lost is held back until it
// is complete, because the server has then executed the request.
func (c *pair) answer() {
	in := bufio.NewReader(c.server)
	var kept []message
	for {
		m, err := read(in, false)
		if err != nil {
			if e := c.owed(); e != nil && e.plan != nil && !e.flushed {
				c.send(c.in, joined(kept)) // the last message of a session
			}
			c.then(c.in, func() { c.gone(FIN) })
			return
		}
		e := c.owed()
		if e == nil { // a notice, or the end of the session
			c.send(c.in, m.raw)
			continue
		}
		kept = append(kept, m)
		planned := e.plan != nil
		if !planned || e.flushed {
			c.send(c.in, m.raw)
		}
		if m.kind != 'Z' {
			continue
		}
		pass, how, lost := c.answered(e, kept)
		c.settled()
		switch {
		case lost && !e.flushed:
			c.lose(how, joined(kept[:pass]))
			return
		case planned && !e.flushed:
			c.send(c.in, joined(kept))
		}
		kept = nil
	}
}

func joined(messages []message) []byte {
	var all []byte
	for _, m := range messages {
		all = append(all, m.raw...)
	}
	return all
}
