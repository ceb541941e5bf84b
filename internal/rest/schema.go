package rest

import "time"

// Internal says out loud that a schema has no API. A schema with an owner has one
// otherwise: list, create, read, update and delete, under the plural of its name.
// On an edge it says that the API neither shows nor sets it.
//
//	rest.Internal()
//	edge.To("audits", Audit.Type).Annotations(rest.Internal())
func Internal() Annotation { return Annotation{Internal: true} }

// Public says out loud that every signed-in user may list and read the rows, and
// nobody may write them through the API. The Public mixin says it, together with
// the policy that makes it true.
//
//	rest.Public()
func Public() Annotation { return Annotation{Public: true} }

// Owner names the field that holds the owner's id. The Owned mixin says it,
// together with the hook and the policy that make it true.
//
//	rest.Owner("user_id")
func Owner(field string) Annotation { return Annotation{Owner: field} }

// Published says that every signed-in user may list and read the rows of an owned schema,
// which their owner alone writes. The Published mixin says it, together with the policy
// that makes it true.
//
//	rest.Published()
func Published() Annotation { return Annotation{Published: true} }

// Version names the integer field that goes up by one with every write and that
// ETag, If-Match and If-None-Match carry. The Versioned mixin says it.
//
//	rest.Version("version")
func Version(field string) Annotation { return Annotation{Version: field} }

// Expires names the field of an owned schema with the time from which nobody needs a
// row. In PostgreSQL, which keeps rows from everybody but their owner, the function
// TABLE_purge deletes those rows, whosever they are.
//
//	rest.Expires("expires_at")
func Expires(field string) Annotation { return Annotation{Expires: field} }

// Trash names the nullable field of time that holds when a row was moved to the trash. The
// SoftDeleted mixin says it, together with the policy that hides what is there.
//
//	rest.Trash("deleted_at")
func Trash(field string) Annotation { return Annotation{Trash: field} }

// TrashFor is how long a row stays in the trash before it is deleted for good, where the
// 30 days of the SoftDeleted mixin are not right.
//
//	rest.TrashFor(7 * 24 * time.Hour)
func TrashFor(d time.Duration) Annotation { return Annotation{TrashFor: d} }

// UserData gives users two operations on all that the application keeps of them, whichever
// schema says it: GET /me/export hands it over, and DELETE /me erases it.
//
//	rest.UserData()
func UserData() Annotation { return Annotation{UserData: true} }

// ClientIDs lets a create request choose the id of the row, a UUID of version 4 or 7. The same
// request again is answered with the row that it made, and another content under the same id
// is refused with 409. PUT …/{id} with If-None-Match: * creates as well. Without it an id in a
// body is ignored, as every read-only field.
//
//	rest.ClientIDs()
func ClientIDs() Annotation { return Annotation{ClientIDs: true} }

// Stamped are a boolean field, and the time since when it is true.
type Stamped struct {
	Field string `json:"field"`
	At    string `json:"at"`
}

// Stamp has the statement that writes a row set a time when a boolean field becomes true, keep
// it while the field stays true, and clear it when the field becomes false. The time is
// optional, nillable and read-only.
//
//	rest.Stamp("completed", "completed_at")
func Stamp(field, at string) Annotation { return Annotation{Stamps: []Stamped{{field, at}}} }

// Path sets the resource's path segment where the plural is not right.
//
//	rest.Path("people")
func Path(segment string) Annotation { return Annotation{Path: segment} }

// DefaultSort orders a list for which the client asks no order: a sortable
// field, with "-" in front for descending. Without it the latest come first.
//
//	rest.DefaultSort("-created_at")
func DefaultSort(sort string) Annotation { return Annotation{DefaultSort: sort} }

// Limits are how many rows a page of a list has.
type Limits struct {
	Default int `json:"default,omitempty"` // where the client does not say
	Max     int `json:"max,omitempty"`     // whatever the client says
}

// PageLimits sets how many rows a page has by default, and at most. Without it
// they are 100 and 1000.
//
//	rest.PageLimits(20, 50)
func PageLimits(byDefault, atMost int) Annotation {
	return Annotation{Limits: Limits{Default: byDefault, Max: atMost}}
}

// Quota is how many rows one owner may have, hidden ones included, but for those whose time
// of Expires is over. The statement that inserts keeps it, and what exceeds it is refused
// with 409.
//
//	rest.Quota(100_000)
func Quota(rows int) Annotation { return Annotation{Quota: &rows} }

// ByteQuota is how many bytes a field of bytes may have in all rows of one owner.
type ByteQuota struct {
	Field string `json:"field"`
	Bytes int    `json:"bytes"`
}

// QuotaBytes is how many bytes a field of bytes may have in all rows of one owner that Quota
// counts. The statement that inserts keeps it; an update is not held to it.
//
//	rest.QuotaBytes("answer", 64<<20)
func QuotaBytes(field string, bytes int) Annotation {
	return Annotation{QuotaBytes: &ByteQuota{field, bytes}}
}
