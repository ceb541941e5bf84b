package etag_test

import (
	"math"
	"testing"

	"github.com/entask/entask/internal/runtime/etag"
)

func TestOf(t *testing.T) {
	for version, want := range map[int]string{1: `"1"`, 1234: `"1234"`, math.MinInt: `"-9223372036854775808"`} {
		if got := etag.Of(version); got != want {
			t.Errorf("Of(%d) = %s, want %s", version, got, want)
		}
	}
}

func TestConditions(t *testing.T) {
	for _, tc := range []struct {
		header      string
		match, none bool // for version 3
	}{
		{`"3"`, true, true},
		{`*`, true, true},
		{` * `, true, true},
		{`W/"3"`, false, true},
		{`"2", "3"`, true, true},
		{`"2",W/"3"`, false, true},
		{`"4"`, false, false},
		{`3`, false, false},
		{`"03"`, false, false},
		{`"3`, false, false},
		{`"`, false, false},
		{`""`, false, false},
		{``, false, false},
		{`"+3"`, false, false},
		// A list with * is none; what is read into it must not let a write happen.
		{`*, *`, true, true},
		{`"4", *`, false, true},
		{`*,"3"`, true, true},
		{`"a,*,b"`, false, false},
		{`"a,"3",b"`, false, false},
		{`"x,y", "3"`, true, true},
	} {
		t.Run(tc.header, func(t *testing.T) {
			if got := etag.IfMatch(tc.header).Holds(3); got != tc.match {
				t.Errorf("IfMatch(%s).Holds(3) = %v, want %v", tc.header, got, tc.match)
			}
			if got := etag.IfNoneMatch(tc.header).Holds(3); got != tc.none {
				t.Errorf("IfNoneMatch(%s).Holds(3) = %v, want %v", tc.header, got, tc.none)
			}
		})
	}
}
