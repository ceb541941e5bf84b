package reply

// Reading is how what a text says was read.
type Reading interface {
	// Unread returns the entity tag of what the client has, where that is what would be said and
	// so nothing was read; else "".
	Unread() string
	// Tagged is told the entity tag of what was read.
	Tagged(tag string)
}

// By returns the text as one that was read so.
func (j JSON) By(r Reading) JSON {
	j.text.reading = r
	return j
}

// ReadingOf returns how one of the texts was read; nil if that is not known.
func (t *Texts) ReadingOf(body []byte) Reading {
	if one := t.whole(body); one != nil {
		return one.reading
	}
	return nil
}
