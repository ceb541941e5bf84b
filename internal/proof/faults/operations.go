package main

import (
	"fmt"
	"slices"
)

// operation is an operation of the API under a fault. Its user is used by nobody else, so
// every answer but success and 503 is untrue.
type operation struct {
	name  string
	keyed bool
	// has is how many tasks the user has before the operation.
	has int
	// call is the request; has are the user's tasks.
	call func(has []row) call
	// done returns the tasks after the operation; nil for one that only reads.
	done func(has []row) []row
	want int
}

func create(title string) row { return row{Title: title, Version: 1} }

func ids(rows []row) (all []string) {
	for _, r := range rows {
		all = append(all, r.ID)
	}
	return all
}

func titled(title string) map[string]any { return map[string]any{"title": title} }

// renamed returns tasks of which the first n have another title.
func renamed(has []row, n int) []row {
	has = slices.Clone(has)
	for i := range n {
		has[i].Title, has[i].Version = "changed", has[i].Version+1
	}
	return has
}

func flipped(has []row) []row {
	has = slices.Clone(has)
	has[0].Completed, has[0].Version = !has[0].Completed, has[0].Version+1
	return has
}

func one(method, suffix string, body any) func([]row) call {
	return func(has []row) call { return call{Method: method, Path: tasks + "/" + has[0].ID + suffix, Body: body} }
}

// operations are those of the contract.
var operations = []operation{
	{name: "list", has: 2, want: ok, call: func([]row) call { return call{Method: "GET", Path: tasks + "?count=true"} }},
	{name: "read", has: 1, want: ok, call: one("GET", "", nil)},
	{name: "create", want: created, call: func([]row) call { return call{Method: "POST", Path: tasks, Body: titled("new")} },
		done: func(has []row) []row { return append(slices.Clone(has), create("new")) }},
	{name: "put", has: 1, want: ok, call: one("PUT", "", titled("changed")), done: func(has []row) []row { return renamed(has, 1) }},
	{name: "patch", has: 1, want: ok, call: one("PATCH", "", titled("changed")), done: func(has []row) []row { return renamed(has, 1) }},
	{name: "patch with If-Match", has: 1, want: ok, call: matching(one("PATCH", "", titled("changed"))), done: func(has []row) []row { return renamed(has, 1) }},
	{name: "toggle", has: 1, want: ok, call: one("PATCH", "/toggle", nil), done: flipped},
	{name: "delete", has: 1, want: deleted, call: one("DELETE", "", nil), done: func(has []row) []row { return has[1:] }},
	{name: "create many", want: created, call: func([]row) call {
		return call{Method: "POST", Path: tasks + "/batch", Body: []any{titled("new"), titled("new too")}}
	}, done: func(has []row) []row { return append(slices.Clone(has), create("new"), create("new too")) }},
	{name: "change many", has: 2, want: ok, call: func(has []row) call {
		return call{Method: "PATCH", Path: tasks + "/batch", Body: map[string]any{"ids": ids(has), "change": titled("changed")}}
	}, done: func(has []row) []row { return renamed(has, len(has)) }},
	{name: "delete many", has: 2, want: deleted, call: func(has []row) call {
		return call{Method: "DELETE", Path: fmt.Sprintf("%s/batch?ids=%s&ids=%s", tasks, has[0].ID, has[1].ID)}
	}, done: func([]row) []row { return nil }},
	{name: "create with a key", keyed: true, want: created, call: func([]row) call { return call{Method: "POST", Path: tasks, Body: titled("new")} },
		done: func(has []row) []row { return append(slices.Clone(has), create("new")) }},
	{name: "create many with a key", keyed: true, want: created, call: func([]row) call {
		return call{Method: "POST", Path: tasks + "/batch", Body: []any{titled("new"), titled("new too")}}
	}, done: func(has []row) []row { return append(slices.Clone(has), create("new"), create("new too")) }},
	{name: "toggle with a key", keyed: true, has: 1, want: ok, call: one("PATCH", "/toggle", nil), done: flipped},
}

func matching(of func([]row) call) func([]row) call {
	return func(has []row) call {
		c := of(has)
		c.IfMatch = fmt.Sprintf("%q", fmt.Sprint(has[0].Version))
		return c
	}
}

// same says whether tasks are the same, apart from the ids of new ones.
func same(got, want []row) bool {
	return slices.EqualFunc(sorted(got), sorted(want), func(a, b row) bool {
		if b.ID == "" {
			a.ID = ""
		}
		return a == b
	})
}

func sorted(rows []row) []row {
	rows = slices.Clone(rows)
	slices.SortFunc(rows, func(a, b row) int {
		return slices.Compare([]string{a.Title, a.ID}, []string{b.Title, b.ID})
	})
	return rows
}
