package reply

// State is what an entity tag says besides what the reply says. The zero State is nothing.
type State struct {
	Known  bool
	Number uint64
	// Has is the tag of what the client has, where the reply would say the same; else "".
	Has string
}

// In returns the text as one that was read in a state.
func (j JSON) In(s State) JSON {
	j.text.state = s
	return j
}

// StateOf returns the state that one of the texts was read in.
func (t *Texts) StateOf(body []byte) State {
	if one := t.whole(body); one != nil {
		return one.state
	}
	return State{}
}
