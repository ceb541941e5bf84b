package mcp_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/entask/entask/ogent"
)

// everyday are requests of a person, and what an agent does with them. An id is named by the
// order in which it was first seen.
var everyday = []struct {
	request string
	calls   [][2]string
}{
	{"Remind me to buy milk, and to call the dentist by Friday noon.", [][2]string{
		{"add_tasks", `{"items":[{"title":"Buy milk","description":"Two litres"},{"title":"Call the dentist","due_date":"2026-03-06T12:00:00+01:00","priority":"high"}],"idempotency_key":"monday"}`},
		{"add_tasks", `{"items":[{"title":"Buy milk","description":"Two litres"},{"title":"Call the dentist","due_date":"2026-03-06T12:00:00+01:00","priority":"high"}],"idempotency_key":"monday"}`},
	}},
	{"What is on my list?", [][2]string{{"find_tasks", `{"completed":false}`}}},
	{"I have called the dentist.", [][2]string{{"update_tasks", `{"items":[{"id":"id-2","version":1,"completed":true}]}`}}},
	{"What is due this week, the soonest first?", [][2]string{
		{"find_tasks", `{"due":"this week","completed":"maybe"}`},
		{"find_tasks", `{"due_after":"2026-03-02T00:00:00Z","due_before":"2026-03-09T00:00:00Z","sort":"due_date"}`},
	}},
	{"The milk is urgent, and for tomorrow.", [][2]string{
		{"update_tasks", `{"items":[{"id":"id-1","priority":"urgent","due_date":"tomorrow"}]}`},
		{"update_tasks", `{"items":[{"id":"id-1","priority":"high","due_date":"2026-03-03T18:00:00Z"}]}`},
	}},
	{"Take the date off the milk again.", [][2]string{{"update_tasks", `{"items":[{"id":"id-1","due_date":null}]}`}}},
	{"Rename it to oat milk, and drop the one with the dentist's bill.", [][2]string{
		{"update_tasks", `{"items":[{"id":"id-1","version":1,"title":"Buy oat milk"},{"id":"00000000-0000-4000-8000-000000000000","completed":true}]}`},
		{"update_tasks", `{"items":[{"id":"id-1","version":3,"title":"Buy oat milk"}]}`},
	}},
	{"Tell me all about the milk.", [][2]string{
		{"find_tasks", `{"q":"MILK","fields":["id","titel"]}`},
		{"find_tasks", `{"q":"MILK","fields":["id","title"]}`},
		{"get_tasks", `{"ids":["id-1"]}`},
	}},
	{"How many tasks have I got?", [][2]string{{"find_tasks", `{"count":true,"limit":1,"fields":["id"]}`}}},
	{"Delete what is done.", [][2]string{
		{"find_tasks", `{"completed":true,"fields":["id"]}`},
		{"delete_tasks", `{"ids":["id-2"]}`},
	}},
}

// TestTranscript: ten everyday requests, with what a model reads of each.
func TestTranscript(t *testing.T) {
	session := inMemory(t, ogent.Document, asUser{"ann", handler(t)})
	var b strings.Builder
	named := names{}
	for i, one := range everyday {
		fmt.Fprintf(&b, "%d. %s\n", i+1, one.request)
		for _, c := range one.calls {
			text, failed := call(t, session, c[0], named.put(c[1]))
			fmt.Fprintf(&b, "\n   %s %s\n", c[0], c[1])
			fmt.Fprintf(&b, "   %s %s\n", map[bool]string{false: "=>", true: "=> error"}[failed], named.replace(text))
		}
		b.WriteString("\n")
	}
	golden(t, "transcript.txt", b.String())
}

// names are those of ids, in the order in which they were seen.
type names []string

var (
	uuids   = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)
	varying = regexp.MustCompile(`"(created_at|updated_at|next)":"[^"]+"`)
)

func (n *names) replace(text string) string {
	text = uuids.ReplaceAllStringFunc(text, func(id string) string {
		if strings.HasPrefix(id, "00000000") {
			return id
		}
		for i, known := range *n {
			if known == id {
				return fmt.Sprint("id-", i+1)
			}
		}
		*n = append(*n, id)
		return fmt.Sprint("id-", len(*n))
	})
	return varying.ReplaceAllString(text, `"$1":"…"`)
}

func (n *names) put(args string) string {
	for i, id := range *n {
		args = strings.ReplaceAll(args, fmt.Sprintf(`"id-%d"`, i+1), `"`+id+`"`)
	}
	return args
}
