package rest

// Deprecation says since when clients should do without something, and how long it stays.
type Deprecation struct {
	Since  string   `json:"since"`            // a day: "2026-12-01"
	Sunset string   `json:"sunset,omitempty"` // the day from which it may be gone
	Guide  string   `json:"guide,omitempty"`  // the URL of a page about it
	Only   []string `json:"only,omitempty"`   // operations by their ids; all of the schema where there are none
}

// Notice is what a deprecation says besides its day.
type Notice func(*Deprecation)

// Deprecated says since which day, in UTC, clients should do without something: the
// operations of a schema, or a field. An operation says so in the document and in the header
// of each reply (RFC 9745). A field says so in the document; if it is a Toggle, its operation
// says so as well. Where several apply to one operation, the one with the earliest sunset does.
//
//	rest.Deprecated("2026-12-01", rest.Sunset("2027-06-01"), rest.Guide("https://example.org/moving"))
//	rest.Deprecated("2026-12-01", rest.Only("putTask", "toggleTask"))
func Deprecated(since string, notices ...Notice) Annotation {
	d := Deprecation{Since: since}
	for _, notice := range notices {
		notice(&d)
	}
	return Annotation{Deprecations: []Deprecation{d}}
}

// Sunset is the day from which it may be gone (RFC 8594): midnight in UTC. Until then, CI
// refuses to remove it.
//
//	rest.Deprecated("2026-12-01", rest.Sunset("2027-06-01"))
func Sunset(day string) Notice { return func(d *Deprecation) { d.Sunset = day } }

// Guide is the URL of a page that says what to use instead.
//
//	rest.Deprecated("2026-12-01", rest.Guide("https://example.org/moving"))
func Guide(url string) Notice { return func(d *Deprecation) { d.Guide = url } }

// Only limits the deprecation to operations of the schema, by their ids in the document.
//
//	rest.Deprecated("2026-12-01", rest.Only("putTask"))
func Only(operations ...string) Notice {
	return func(d *Deprecation) { d.Only = append(d.Only, operations...) }
}
