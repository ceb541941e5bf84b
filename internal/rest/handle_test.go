package rest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/entask/entask/internal/rest"
)

type Task struct{}

type Snooze struct {
	Days   int         `json:"days" minimum:"1" maximum:"365" example:"7"`
	Reason *string     `json:"reason" maxLength:"20" pattern:"^[a-z]" doc:"Why."`
	Tags   []string    `json:"tags,omitempty" maxItems:"3" enum:"home,work"`
	Limit  int         `query:"limit" default:"10" minimum:"1" maximum:"50" doc:"How many."`
	Since  *time.Time  `query:"since"`
	IDs    []uuid.UUID `query:"id" maxItems:"5"`
	Name   string      `query:"name,required"`
}

type Place struct {
	Task  rest.Row[Task]   `json:"task"`
	Next  *rest.Row[Task]  `json:"next"`
	Other []rest.Row[Task] `json:"other"`
}

type hiddenSnooze struct{}

type Generic[T any] struct{ V T }

func TestHandle(t *testing.T) {
	h := rest.Handle("snoozeTask", "POST {id}/snooze", "Snooze a Task. Moves due_date on. Far.", rest.Takes(Snooze{}), rest.Returns(rest.Row[Task]{}), rest.Fails(404)).Handlers[0]
	if h.Summary() != "Snooze a Task" || h.Description() != "Moves due_date on. Far." {
		t.Errorf("got %q, %q, want the first sentence and the rest", h.Summary(), h.Description())
	}
	const want = `{"id":"snoozeTask","pattern":"POST {id}/snooze","doc":"Snooze a Task. Moves due_date on. Far.","takes":{
		"go":"rest_test.Snooze","imports":["github.com/entask/entask/internal/rest_test"],"name":"Snooze",
		"shape":{"type":"object","additionalProperties":false,"required":["days"],"properties":{
			"days":{"type":"integer","minimum":1,"maximum":365,"example":7},
			"reason":{"type":"string","nullable":true,"maxLength":20,"pattern":"^[a-z]","description":"Why."},
			"tags":{"type":"array","maxItems":3,"items":{"type":"string","enum":["home","work"]}}}},
		"query":[
			{"name":"limit","field":"Limit","elem":"int","schema":{"type":"integer","minimum":1,"maximum":50,"default":10},"doc":"How many."},
			{"name":"since","field":"Since","elem":"time.Time","pointer":true,"schema":{"type":"string","format":"date-time"}},
			{"name":"id","field":"IDs","elem":"uuid.UUID","many":true,"schema":{"type":"array","maxItems":5,"items":{"type":"string","format":"uuid"}}},
			{"name":"name","field":"Name","elem":"string","required":true,"schema":{"type":"string"}}]},
		"returns":{"go":"","row":"Task"},"fails":[404]}`
	if got, want := encode(t, decode(t, encode(t, h))), encode(t, decode(t, want)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// One sentence is the summary and the description.
func TestHandleOneSentence(t *testing.T) {
	h := rest.Handle("readMe", "GET /me", "Say who asks.").Handlers[0]
	if h.Summary() != "Say who asks" || h.Description() != "Say who asks." {
		t.Errorf("got %q, %q, want the sentence twice", h.Summary(), h.Description())
	}
}

func TestRoute(t *testing.T) {
	for _, tc := range []struct {
		pattern, method string
		place           rest.Place
		path            string
	}{
		{"POST {id}/snooze", "POST", rest.OnRow, "snooze"},
		{"GET overdue", "GET", rest.OnCollection, "overdue"},
		{"GET /me", "GET", rest.OnPath, "me"},
		{"GET", "GET", rest.OnCollection, ""},
	} {
		method, place, path := rest.Handle("x", tc.pattern, "").Handlers[0].Route()
		if method != tc.method || place != tc.place || path != tc.path {
			t.Errorf("%s: got %s, %d, %q, want %s, %d, %q", tc.pattern, method, place, path, tc.method, tc.place, tc.path)
		}
	}
}

func TestReturns(t *testing.T) {
	for _, tc := range []struct {
		name  string
		value any
		want  string
	}{
		{"a row", rest.Row[Task]{}, `{"go":"","row":"Task"}`},
		{"rows", []rest.Row[Task]{}, `{"go":"","rows":"Task"}`},
		{"texts", []string{}, `{"go":"[]string","shape":{"type":"array","items":{"type":"string"}}}`},
		{"counts", map[string]int{}, `{"go":"map[string]int","shape":{"type":"object","additionalProperties":{"type":"integer"}}}`},
		{"a time", time.Time{}, `{"go":"time.Time","imports":["time"],"shape":{"type":"string","format":"date-time"}}`},
		{"rows within", Place{}, `{"go":"rest_test.Place","imports":["github.com/entask/entask/internal/rest_test"],"name":"Place","contains":["Task"],
			"shape":{"type":"object","additionalProperties":false,"required":["task","other"],"properties":{
				"task":{"$ref":"#/components/schemas/Task"},
				"next":{"type":"object","nullable":true,"allOf":[{"$ref":"#/components/schemas/Task"}]},
				"other":{"type":"array","items":{"$ref":"#/components/schemas/Task"}}}}}`},
		{"nothing", nil, `{"go":"","error":"nil has no type"}`},
		{"not exported", hiddenSnooze{}, `{"go":"","error":"rest_test.hiddenSnooze is not exported: package ogent must name it"}`},
		{"generic", Generic[int]{}, `{"go":"","error":"rest_test.Generic[int] is an instance of a generic type: declare a type with a name of its own"}`},
		{"without a name", struct{ A int }{}, `{"go":"","error":"struct { A int } has no name: declare a type for it"}`},
		{"a channel", make(chan int), `{"go":"","error":"chan int has no name: declare a type for it"}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			h := rest.Handle("x", "GET x", "", rest.Returns(tc.value)).Handlers[0]
			if got, want := encode(t, decode(t, encode(t, h.Returns))), encode(t, decode(t, tc.want)); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

type badTag struct {
	N string `json:"n" minimum:"1"`
}

type BadMinimum struct {
	N int `json:"n" minimum:"one"`
}

type BadCount struct {
	S string `json:"s" maxLength:"-1"`
}

type BadExample struct {
	N int `json:"n" example:"x y"`
}

type BadDefault struct {
	N int `json:"n" default:"1"`
}

type BadQuery struct {
	N map[string]int `query:"n"`
}

type BadPattern struct {
	S string `json:"s" pattern:"("`
}

func TestTagsRefused(t *testing.T) {
	for _, tc := range []struct {
		value any
		want  string
	}{
		{BadMinimum{}, `rest_test.BadMinimum.N: the tag minimum: "one" is no number`},
		{BadCount{}, `rest_test.BadCount.S: the tag maxLength: "-1" is no count`},
		{BadExample{}, `rest_test.BadExample.N: the tag example: "x y" is no JSON`},
		{BadDefault{}, `rest_test.BadDefault.N: the tag default is for parameters: make it a pointer, which is nil where it is absent`},
		{BadQuery{}, `rest_test.BadQuery.N: a parameter is text, a number, a bool, a time, a UUID or a list of them`},
		{BadPattern{}, `rest_test.BadPattern.S: the tag pattern: `},
	} {
		h := rest.Handle("x", "POST x", "", rest.Takes(tc.value)).Handlers[0]
		if !strings.HasPrefix(h.Takes.Error, tc.want) {
			t.Errorf("got %s, want %s", h.Takes.Error, tc.want)
		}
	}
	const want = "rest_test.badTag.N: the tag minimum is for integer and number, and string is not"
	if got := rest.Shape(badTag{}).Shape[rest.ShapeError]; got != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

func TestOptionsTwice(t *testing.T) {
	h := rest.Handle("x", "GET x", "", rest.Takes(Snooze{}), rest.Takes(Place{}), rest.Anonymous(), rest.MaybeAnonymous()).Handlers[0]
	if got := strings.Join(h.Twice, ", "); got != "Takes, Anonymous or MaybeAnonymous" {
		t.Errorf("got %q, want both", got)
	}
}

func TestRow(t *testing.T) {
	row := func(name string) rest.Row[Task] {
		return rest.NewRow[Task](func() []byte { return []byte(`{"name":"` + name + `"}`) })
	}
	if got := encode(t, rest.Rows([]string{"a", "b"}, row)); got != `[{"name":"a"},{"name":"b"}]` {
		t.Errorf("got %s, want both rows", got)
	}
	if _, err := (rest.Row[Task]{}).MarshalJSON(); err == nil || err.Error() != "rest.Row[github.com/entask/entask/internal/rest_test.Task] has no row: fill it in by package ogent" {
		t.Errorf("got %v, want that it has no row", err)
	}
}
