package proxy

// Loss says what is lost, and how the connection ends with it. The server gets the
// request and has answered it to the end when the program learns of the loss.
type Loss struct {
	// Before is the message of the answers, counted from 1 over all exchanges, that
	// is the first to be lost.
	Before int
	// Type, where it is set, counts messages of this kind only.
	Type byte
	// Statement, where it is set, counts in exchanges that execute this one only.
	Statement string
	// Executing says that only exchanges count that execute something.
	Executing bool
	// Startups says that the messages that open a connection count too.
	Startups bool
	// Request says that the request itself is lost: Before counts exchanges.
	Request bool
	// How the connection ends for the program.
	How End
	// More is how many answers are lost after the first: all of the next exchanges
	// that execute something.
	More int
}

// plan is a loss that has been ordered.
type plan struct {
	Loss
	counted int
	lost    int
}

// Lose orders a loss, in place of any of before. It holds for what is asked from
// now on.
func (p *Proxy) Lose(l Loss) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.plan = &plan{Loss: l}
}

// Lost returns how many answers or requests were lost of the order that holds.
func (p *Proxy) Lost() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.plan == nil {
		return 0
	}
	return p.plan.lost
}

// Pass takes back the order, and returns how many answers or requests were lost.
func (p *Proxy) Pass() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.plan == nil {
		return 0
	}
	lost := p.plan.lost
	p.plan = nil
	return lost
}

// concerns says whether an exchange is one of those that are counted.
func (p *plan) concerns(e *Exchange) bool {
	if p.lost > 0 {
		return e.Executes && p.lost <= p.More
	}
	return (p.Startups || !e.Startup) && (e.Executes || !p.Executing) && (p.Statement == "" || e.executes(p.Statement))
}

func (p *plan) losesRequest() (bool, End) {
	if !p.Request || p.lost > p.More {
		return false, 0
	}
	p.counted++
	if p.lost == 0 && p.counted < p.Before {
		return false, 0
	}
	p.lost++
	return true, p.How
}

func (p *plan) losesAnswer(answer []message) (pass int, how End, lost bool) {
	switch {
	case p.Request, p.lost > p.More:
		return len(answer), 0, false
	case p.lost > 0:
		p.lost++
		return 0, p.How, true
	}
	for i, m := range answer {
		if p.Type != 0 && m.kind != p.Type {
			continue
		}
		if p.counted++; p.counted == p.Before {
			p.lost++
			return i, p.How, true
		}
	}
	return len(answer), 0, false
}
