package proxy

import "slices"

// Exchange is a request up to the point where the server must answer, with the answer.
type Exchange struct {
	// Startup marks the first exchange of a connection.
	Startup bool
	// Statements are the texts of the executed statements.
	Statements []string
	// Executes says that a statement is executed, not only prepared.
	Executes bool
	// Answer has the kinds of the messages of the answer, one letter each.
	Answer string

	flushed bool  // the answer comes in parts, which are forwarded as they come
	plan    *plan // decides whether the answer is lost
}

// Hear begins to record completed exchanges.
func (p *Proxy) Hear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.heard, p.hearing = nil, true
}

// Heard ends Hear and returns the recorded exchanges.
func (p *Proxy) Heard() []Exchange {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hearing = false
	var heard []Exchange
	for _, e := range p.heard {
		heard = append(heard, *e)
	}
	return heard
}

// asked records an exchange before its request is forwarded, and says whether the request
// is lost.
func (p *Proxy) asking(e *Exchange) (lost bool, how End) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.plan != nil && p.plan.concerns(e) {
		e.plan = p.plan
		return p.plan.losesRequest()
	}
	return false, 0
}

// answered decides how many messages of an answer are forwarded, and how the connection
// ends after them. Without a loss it returns all of them.
func (p *Proxy) answered(e *Exchange, answer []message) (pass int, how End, lost bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	e.Answer = kinds(answer)
	if p.hearing {
		p.heard = append(p.heard, e)
	}
	if e.plan == nil {
		return len(answer), 0, false
	}
	return e.plan.losesAnswer(answer)
}

func kinds(messages []message) string {
	var all []byte
	for _, m := range messages {
		all = append(all, m.kind)
	}
	return string(all)
}

// executes says whether the exchange executes one of the statements.
func (e *Exchange) executes(statement string) bool {
	return slices.Contains(e.Statements, statement)
}
