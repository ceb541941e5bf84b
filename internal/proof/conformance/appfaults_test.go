package conformance_test

import (
	"net/http"
	"strings"
)

// appFaults are faults in promises that only some applications make, by application. Each
// names the resource and the test that must fail.
var appFaults = map[string]map[string]fault{
	"hidden": {
		"takes what is hidden for stale":      {"books/hidden", onMethod("PATCH", onStatus(http.StatusNotFound, http.StatusPreconditionFailed))},
		"changes what is hidden":              {"books/hidden", onMethod("PUT", onStatus(http.StatusNotFound, http.StatusOK))},
		"lists below what is hidden":          {"shelves/hidden", onMethod("GET", onStatus(http.StatusNotFound, http.StatusOK))},
		"has a policy that allows everything": {"books/access", allowEverything},
		"takes a link to nothing for a loan":  {"labels/hidden", onMethod("POST", onStatus(http.StatusUnprocessableEntity, http.StatusForbidden))},
	},
	"published": {
		"keeps to the owner what is published": {"posts/published", before(ownList)},
		"lets everybody write":                 {"posts/published", asFirst(func(r *http.Request) bool { return r.Method == "PATCH" })},
		"says not whose it is":                 {"posts/published", response(pattern(`"user_id":"[^"]*"`, `"user_id":"somebody"`))},
	},
	"graph": {
		"links to nothing":                     {"tasks/links", request(pattern(`"project_id":"[^"]*"`, `"project_id":null`))},
		"links to what another has":            {"comments/links", onStatus(http.StatusForbidden, http.StatusUnprocessableEntity)},
		"says not which link is forbidden":     {"tasks/links", response(replace(`"loc":["body","project_id"]`, `"loc":["body"]`))},
		"calls a circle a missing parent":      {"folders/links", response(replace(`"type":"circular_reference"`, `"type":"unknown_reference"`))},
		"erases what nobody confirmed":         {"me/access", before(confirmed)},
		"erases nothing":                       {"me/access", onMethod("DELETE", nothing)},
		"erases what another has":              {"me/access", before(eraseFirst)},
		"exports one part alone":               {"me/cursors", dropResponse("Link")},
		"exports for nothing":                  {"me/prices", before(exportOne)},
		"knows no other name":                  {"folders/aliases", request(replace(`"parentId":`, `"parent":`))},
		"takes two names of a field":           {"letters/aliases", request(pattern(`"reviewerId":("[^"]*"),"reviewer_id":`, `"reviewer_id":`))},
		"never unlinks":                        {"tasks/links", onMethod("PATCH", request(replace(`"project_id":null`, `"version":null`)))},
		"never unlinks all":                    {"tasks/links", request(replace(`"tag_ids":[]`, `"id":[]`))},
		"ends after a long page":               {"drafts/long pages", dropResponse("Link")},
		"expands nothing":                      {"tasks/expand", dropQuery("expand")},
		"expands without being asked":          {"tasks/create", addQuery("expand", "project")},
		"shows too few of many":                {"projects/expand", response(pattern(`"tasks":\[\{[^]]*\}\]`, `"tasks":[]`))},
		"takes an old expansion for a new one": {"tasks/expand", before(tagWithoutExpansion)},
		"lists everything below a parent":      {"tasks of projects/sub-list", before(aboveParent)},
		"lists the children of another":        {"tasks of projects/sub-list", asFirst(func(r *http.Request) bool { return r.Method == "GET" && strings.Count(r.URL.Path, "/") == 4 })},
		"deletes nothing":                      {"comments/on delete", onMethod("DELETE", nothing)},
		"deletes what must stay":               {"letters/on delete", onStatus(http.StatusConflict, http.StatusNoContent)},
		"takes what is unique twice":           {"cards/unique", onStatus(http.StatusConflict, http.StatusCreated)},
	},
	"types": {
		"writes times with another offset": {"listeds/create", response(replace(`Z"`, `+00:00"`))},
		"takes greater for at least":       {"listeds/filters", renameQuery("int_gt", "int_gte")},
		"takes at least for greater":       {"listeds/filters", renameQuery("time_gte", "time_gt")},
		"takes less for at most":           {"listeds/filters", renameQuery("float64_lt", "float64_lte")},
		"takes at most for less":           {"listeds/filters", renameQuery("uint32_lte", "uint32_lt")},
		"takes an empty text for a value":  {"listeds/create boundaries", request(replace(`"due":"",`, `"due":"2026-03-08",`))},
		"makes a day an instant":           {"listeds/create boundaries", response(replace(`"due":"2024-02-29"`, `"due":"2024-02-29T00:00:00Z"`))},
		"takes not for equal":              {"listeds/filters", renameQuery("bool_not", "bool")},
		"takes a beginning for any part":   {"listeds/filters", renameQuery("varchar_contains", "varchar_prefix")},
		"takes any part for a beginning":   {"listeds/filters", renameQuery("varchar_prefix", "varchar_contains")},
		"asks not whether there is none":   {"listeds/filters", dropQuery("int8_is_null")},
		"asks not for one of several":      {"listeds/filters", dropQuery("enum")},
	},
	"plain": {
		"counts characters for bytes":   {"boundeds/create broken", request(replace(`😀😀😀`, `aaa`))},
		"takes what its code refuses":   {"bookings/create broken", request(replace(`"room":"ab"`, `"room":"aba"`))},
		"says what its code says":       {"bookings/update broken", response(replace(`must be even`, `secret of the schema`))},
		"takes what its hook refuses":   {"bookings/update broken", request(replace(`"ends_at":"2026-03-08T17:00:00Z"`, `"ends_at":"2026-03-08T19:00:00Z"`))},
		"gives a default for null":      {"optionals/create boundaries", request(replace(`"default_int":null`, `"id":null`))},
		"takes what breaks Ent's Match": {"boundeds/create broken", request(pattern(`"word":"[^"a-z]+"`, `"word":"a"`))},
	},
	"bulk": {
		"takes null for absent":            {"seats/update boundaries", onMethod("PATCH", request(replace(`"ticket":null`, `"id":null`)))},
		"says not what is taken":           {"labels/unique", response(replace(`["body","name"]`, `["body"]`))},
		"takes more than the quota":        {"labels/quota", onStatus(http.StatusConflict, http.StatusCreated)},
		"says not which quota":             {"labels/quota", response(pattern(`at most 250 Labels`, `at most so many`))},
		"makes half of a batch":            {"labels/batch create broken", onFailure("POST", halfOfItems)},
		"changes half of a batch":          {"labels/batch ids", onFailure("PATCH", halfOfIDs)},
		"deletes half of a batch":          {"labels/batch ids", onFailure("DELETE", halfOfQuery)},
		"answers a batch in another order": {"labels/batch update", onBatch(response(reversed))},
		"makes a batch in another order":   {"labels/batch create", onBatch(response(reversed))},
		"says not which item is broken":    {"labels/batch create broken", response(pattern(`"loc":\["body",\d`, `"loc":["body",9`))},
		"makes a batch again":              {"labels/batch create", dropRequest("Idempotency-Key")},
		"loses the last of a batch":        {"labels/batch delete", before(withoutLast)},
		"renames under any condition":      {"by hand/renameLabel/conditions", onMethod("POST", dropRequest("If-Match"))},
		"unstars what another has":         {"by hand/unstarLabel/access", asFirst(func(r *http.Request) bool { return r.Method == "DELETE" && strings.HasSuffix(r.URL.Path, "/star") })},
		"merges again":                     {"by hand/mergeLabels/once", dropRequest("Idempotency-Key")},
		"passes over a parameter":          {"by hand/mergeLabels/parameters", dropQuery("no_such_parameter")},
		"lets everybody operate on many":   {"labels/batch ids", asFirst(func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/batch") })},
	},
}
