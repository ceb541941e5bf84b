package document

import (
	"fmt"
	"slices"
)

// xFeed marks an operation that follows a list, and names that of the list.
const xFeed = "x-feed"

const (
	eventStream = "text/event-stream"
	preferences = "Preference-Applied"
)

// lastingParameters are those of a request that lasts longer than its first page.
func lastingParameters() []any {
	return []any{
		headerParameter("Last-Event-ID", "The id of the last event of a stream that has ended, to go on from there. It counts more than since.", object{"type": "string", "maxLength": longestCursor}),
		headerParameter("Prefer", "wait=25 (RFC 7240) holds the reply back while nothing is new, for so many seconds at most, and for no more than 30.", object{"type": "string", "maxLength": 1024}),
	}
}

// lasting adds to the operation of a change feed what a client gets who does not want to ask again
// and again.
func lasting(op object) object {
	reply := op["responses"].(object)["200"].(object) //nolint:forcetypeassert // every feed has them
	reply["content"].(object)[eventStream] = object{  //nolint:forcetypeassert // as above
		"schema": object{"type": "string", "description": "Server-Sent Events. The data of an event changes is a page in one line, and its id the cursor. " +
			"The data of an event end, after which nothing comes, is a problem: its type is /problems/token-expired, /problems/stopping, that of a cursor that is gone, or another. " +
			"Comments say that the stream is there."},
	}
	delete(reply["headers"].(object)["ETag"].(object), "required")                                                                                          //nolint:forcetypeassert // as above; a stream has no ETag
	reply["headers"].(object)[preferences] = header("How long the reply was held back at most, where the request asks for that.", object{"type": "string"}) //nolint:forcetypeassert // as above
	op["description"] = fmt.Sprint(op["description"], " With Accept: text/event-stream the reply is a stream, to which every change comes as it is made.")
	op["parameters"] = append(op["parameters"].([]any), lastingParameters()...) //nolint:forcetypeassert // as above
	return op
}

// HideLasting takes back what lasting adds, because no handler knows of it.
func HideLasting(op map[string]any) {
	if op[xFeed] == nil {
		return
	}
	reply := op["responses"].(object)["200"].(object) //nolint:forcetypeassert // lasting made them
	delete(reply["content"].(object), eventStream)    //nolint:forcetypeassert // as above
	if headers, ok := reply["headers"].(object); ok {
		if delete(headers, preferences); len(headers) == 0 {
			delete(reply, "headers")
		}
	}
	names := map[any]bool{}
	for _, p := range lastingParameters() {
		names[p.(object)["name"]] = true //nolint:forcetypeassert // as above
	}
	op["parameters"] = slices.DeleteFunc(op["parameters"].([]any), func(p any) bool { //nolint:forcetypeassert // as above
		of, ok := p.(object)
		return ok && names[of["name"]]
	})
}
