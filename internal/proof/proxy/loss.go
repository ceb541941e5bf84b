package proxy

// Loss says what is lost, and how the connection ends. The server has received the request
// and answered it completely before the program sees the loss.
type Loss struct {
	// Before is the first message to be lost, counted from 1 over the answers of all
	// exchanges.
	Before int
	// Type, if set, counts only messages of this kind.
	Type byte
	// Statement, if set, counts only exchanges that execute it.
	Statement string
	// Executing counts only exchanges that execute something.
	Executing bool
	// Startups also counts the messages that open a connection.
	Startups bool
	// Request loses the request itself; Before then counts exchanges.
	Request bool
	// How is the way in which the connection ends for the program.
	How End
	// More is how many further answers are lost, completely: those of the next exchanges
	// that execute something.
	More int
}

// plan is an ordered loss.
type plan struct {
	Loss
	counted int
	lost    int
}

// Lose orders a loss, and replaces an earlier order. It applies to requests from now on.
func (p *Proxy) Lose(l Loss) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.plan = &plan{Loss: l}
}

// Lost returns how many answers or requests the current order has lost.
func (p *Proxy) Lost() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.plan == nil {
		return 0
	}
	return p.plan.lost
}

// Pass cancels the order, and returns how many answers or requests it has lost.
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

// concerns says whether an exchange is counted.
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
