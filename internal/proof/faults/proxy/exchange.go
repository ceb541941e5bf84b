package proxy

import "slices"

// Exchange is what was asked until the server has to answer, and the answer.
type Exchange struct {
	// Startup is the first of a connection.
	Startup bool
	// Statements are the texts of those that were executed.
	Statements []string
	// Executes says that a statement was to be executed, not only prepared.
	Executes bool
	// Answer is the kinds of messages that answered, each a letter.
	Answer string

	flushed bool  // it is answered in parts, which are passed on as they come
	plan    *plan // that decides what becomes of the answer
}

// Hear begins to keep the exchanges that are answered to their end.
func (p *Proxy) Hear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.heard, p.hearing = nil, true
}

// Heard ends Hear and returns what was heard.
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

// asked notes an exchange before its request is passed on, and says whether that
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

// answered decides what becomes of an answer: how many of its messages are passed
// on, and how the connection ends after them. It returns all of them where nothing
// is lost.
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

// executes says whether one of the statements is among those.
func (e *Exchange) executes(statement string) bool {
	return slices.Contains(e.Statements, statement)
}
