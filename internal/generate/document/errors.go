package document

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"github.com/entask/entask/internal/generate/plan"
)

// errorResponse is an error response that operations share.
type errorResponse struct {
	status      int
	name        string
	detail      string // of its example
	description string
	headers     object
}

const (
	maxRequestID = 64  // characters of a request id; a longer one of the client is replaced
	maxErrors    = 100 // broken rules that a response lists
	maxDepth     = 100 // names and indexes that lead to a fault
)

// statusGone is that of change feeds alone.
const statusGone = 410

var retryAfter = object{"Retry-After": header("Seconds after which to try again.", object{"type": "integer", "minimum": 0})}

// everyError is the error table of the API, by name in the document.
var everyError = []errorResponse{
	{400, "BadRequest", "The body is not JSON: it ends too early", "The body is not JSON.", nil},
	{401, "Unauthorized", "Not authenticated", "There is no token, or not a valid one.", object{
		"WWW-Authenticate": header("As RFC 6750 has it.", object{"type": "string"})}},
	{403, "Forbidden", "Access forbidden", "It exists and belongs to somebody else.", nil},
	{404, "NotFound", "Resource not found", "There is no such thing.", nil},
	{409, "Conflict", "A request with this Idempotency-Key is still running", "The first request with this Idempotency-Key is still running: Retry-After says when to repeat it. Or what the key was used for is not there any more. " +
		"Or what must be unique among what the token's subject has is taken: then errors names the fields. A combination in which something is null is never taken. " +
		"Or an id of the client's is that of another one, or of one that was changed. " +
		"Or the quota of what the token's subject may have is used up (x-quota): detail says which and how many, and the type of its only error is quota.", retryAfter},
	{statusGone, "Gone", "The cursor is older than what is kept of deletions: load everything again, without since", "Nothing leads on from the cursor: it is older than what is kept of deletions, or of another database or one that was restored since. Load everything again, without it. The type is " + goneType + ".", nil},
	stale,
	{413, "ContentTooLarge", "The body is too large: at most 65536 bytes", "The body is larger than the limit.", nil},
	{415, "UnsupportedMediaType", "The body must be application/json", "The body is of another content type, or has a Content-Encoding that the server does not read; then Accept-Encoding names those that it does.", object{
		"Accept-Encoding": header("The content codings that a body may have (RFC 9110, section 15.5.16).", object{"type": "string"})}},
	{422, "UnprocessableContent", unknownParameter + ": unknown parameter", "The request breaks rules of this document; errors names them all. Or its Idempotency-Key stands for another request.", nil},
	{429, "TooManyRequests", "Too many requests", "The rate limit of the user is used up, which counts what requests cost. " + ofCosts + " Once more than half of it is used, its RateLimit headers stand on every answer. A request that costs more than the whole limit is 422. " +
		"Or the user has too many requests at once, or too many long replies to the user are still being sent: then the RateLimit headers say what is left. Nothing was done, try again after Retry-After.", object{
		"Retry-After":         retryAfter["Retry-After"],
		"RateLimit-Limit":     header("The cost allowed in a period.", object{"type": "integer", "minimum": 0}),
		"RateLimit":           header("What is left of it (r), and the seconds until all of it is allowed again, or a cost of 1 where nothing is left (t), as the IETF's draft has it: \"user\";r=40;t=12.", object{"type": "string"}),
		"RateLimit-Policy":    header("The cost allowed (q) in a period of so many seconds (w), as the IETF's draft has it: \"user\";q=600;w=60. An address with too many refused tokens has the policy \"refused\".", object{"type": "string"}),
		"RateLimit-Remaining": header("What is left of it.", object{"type": "integer", "minimum": 0}),
		"RateLimit-Reset":     header("Seconds until all of it is allowed again, or a cost of 1 where nothing is left.", object{"type": "integer", "minimum": 0}),
	}},
	{500, "InternalServerError", "Internal server error", "A fault of the server.", nil},
	{503, "ServiceUnavailable", "Service unavailable, try again", "The database cannot be reached, there is more to do than can be done in time, no key that tokens are checked by was ever fetched, or the server is stopping: nothing was done, try again after Retry-After. " +
		"Or the outcome of a write is unknown, and detail says so: it was done or not at all. Read again to find out; or repeat it with If-Match, which refuses a second time, or with the same Idempotency-Key, which answers as the first time.", retryAfter},
}

// The refusals of conditions: on what has a version, of an operation that takes none, and on
// what has none.
var (
	stale = errorResponse{412, "PreconditionFailed", "The resource has changed since it was read",
		"If-Match does not hold, because it has changed since it was read, or If-None-Match does not.", nil}
	noCondition = errorResponse{412, "NoCondition", "If-Match does not hold: this operation has no ETag",
		"The operation is not on one thing with an entity tag: it is refused with If-Match and with If-None-Match: *.", nil}
	noEntityTag = errorResponse{412, "NoEntityTag", "If-Match does not hold: the resource has no entity tag",
		"It has no entity tag: it is refused with If-Match, but for *, and with If-None-Match: *.", nil}
	conditionsRefused = []errorResponse{noCondition, noEntityTag, stale}
)

// unknownParameter is refused by every operation of every API: it is what the example of a broken
// rule is about.
const unknownParameter = "no_such_parameter"

// HasError says whether an error response has the status.
func HasError(status int) bool {
	return slices.ContainsFunc(everyError, func(r errorResponse) bool { return r.status == status })
}

func errorResponses(api *plan.API) object {
	problem, responses := api.Problem, object{}
	for _, r := range append(slices.Clone(conditionsRefused), everyError...) {
		if r.status == statusGone && !api.Syncable() {
			continue
		}
		response := object{"description": r.description, "content": object{
			"application/problem+json": object{"schema": Ref("schemas", problem), "example": r.example()}}}
		if r.headers != nil {
			response["headers"] = r.headers
		}
		responses[r.name] = response
	}
	return responses
}

// example is what such a response may say.
func (r errorResponse) example() object {
	example := object{
		"type": "about:blank", "title": http.StatusText(r.status), "status": r.status, "detail": r.detail,
		"request_id": "7QJ5OWN3M6ZK4XGTVRB2HYCDEA",
	}
	if r.status == statusGone {
		example["type"] = goneType
	}
	if r.status == 422 {
		example["errors"] = []any{object{"loc": []any{"query", unknownParameter}, "msg": "unknown parameter", "type": "extra_forbidden"}}
	}
	return example
}

// refuse adds the error responses of those statuses, and those that every
// operation with a token has.
func refuse(responses object, statuses ...int) {
	addErrors(responses, append(statuses, 401, 429, 500, 503)...)
}

func addErrors(responses object, statuses ...int) {
	for _, r := range everyError {
		for _, status := range statuses {
			if r.status == status {
				responses[strconv.Itoa(status)] = Ref("responses", r.name)
			}
		}
	}
}

// tellConditions gives operations that take no condition the refusal of every one.
func (d *document) tellConditions() {
	used := map[any]bool{}
	for _, op := range d.operations() {
		parameters, _ := op["parameters"].([]any)
		responses := op["responses"].(object)                                                                                          //nolint:forcetypeassert // every operation has them
		if responses["412"] != nil && !slices.ContainsFunc(parameters, func(p any) bool { return p.(object)["name"] == "If-Match" }) { //nolint:forcetypeassert // written here
			responses["412"] = Ref("responses", noCondition.name)
		}
		if refused, ok := responses["412"].(object); ok {
			used[refused["$ref"]] = true
		}
	}
	maps.DeleteFunc(d.root["components"].(object)["responses"].(object), func(name string, _ any) bool { //nolint:forcetypeassert // written by build
		return slices.ContainsFunc(conditionsRefused, func(r errorResponse) bool { return r.name == name }) && !used[Ref("responses", name)["$ref"]]
	})
}

func header(description string, schema object) object {
	return object{"description": description, "schema": schema}
}

// always marks a header that is in every response.
func always(header object) object {
	header["required"] = true
	return header
}

// addProblem adds the schema of every error response (RFC 9457).
func addProblem(types object, problem, brokenRule string) {
	types[problem] = object{
		"type": "object", "description": "What went wrong, as RFC 9457 has it.",
		"required": []any{"type", "title", "status", "detail"},
		"properties": object{
			"type":       object{"type": "string"},
			"title":      object{"type": "string"},
			"status":     object{"type": "integer", "minimum": 100, "maximum": 599},
			"detail":     object{"type": "string"},
			"request_id": object{"type": "string", "minLength": 1, "maxLength": maxRequestID, "description": "What to name when asking for help."},
			"errors": object{"type": "array", "maxItems": maxErrors + 1, "description": fmt.Sprintf("The broken rules. Beyond %d, one more of type `more` says how many others there are.", maxErrors),
				"items": Ref("schemas", brokenRule)},
		},
	}
	types[brokenRule] = object{
		"type": "object", "description": "One broken rule of a request.",
		"required": []any{"loc", "msg", "type"},
		"properties": object{
			"loc": object{"type": "array", "maxItems": maxDepth, "description": "Leads to the fault: body, query, path or header, then names and indexes.",
				"items": object{"oneOf": []any{object{"type": "string"}, object{"type": "integer"}}}, "example": []any{"body", "title"}},
			"msg":  object{"type": "string", "example": "must be at most 255 characters"},
			"type": object{"type": "string", "example": "string_too_long"},
		},
	}
}
