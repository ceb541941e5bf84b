package drift

// Consequence says what comes of a difference, as a sentence for people.
func (d Difference) Consequence() string {
	switch d.Kind {
	case trigger:
		return d.ofTrigger()
	case rule:
		if d.Weight == Error {
			return "what is written to " + d.On + " has other effects than it should"
		}
	case unlogged:
		return "a crash of the server empties " + d.On + ", and no replica has it"
	case security, forced, policy, owner:
		return "a wall between users is broken: their rows may be shown to others, or to nobody"
	case grant:
		switch {
		case d.State == Additional && d.Weight == Warning:
			return "it is more than the service needs, and others may use it"
		case d.State == Additional:
			return "the role gets past row-level security"
		}
		return "operations that need the privilege fail"
	}
	switch {
	case d.Weight == Note:
		return "nothing breaks"
	case d.Weight == Error:
		return "operations fail, or do what is wrong"
	case d.Kind == sequence:
		return "it gives out other numbers, or ends elsewhere"
	case d.Kind == index:
		return "what needs it is slow"
	case d.State == Additional:
		return "it may refuse what the schema allows"
	}
	return "others may write what the schema forbids"
}

func (d Difference) ofTrigger() string {
	switch {
	case d.Weight == Note:
		return "nothing breaks: it does not fire"
	case d.State == Additional:
		return "it runs with what is written to " + d.On + ", and may change or refuse it"
	case d.Weight == Warning:
		return "it fires for replicated rows otherwise than it should"
	case d.State == Changed:
		return "what is written to " + d.On + " has other effects than it should"
	}
	return "what is written to " + d.On + " no longer has the effects of the trigger"
}
