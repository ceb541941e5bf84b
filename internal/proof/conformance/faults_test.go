package conformance_test

import (
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// faultEnv names the fault of the program. It is set in a process of its own, because the
// test in it fails as expected.
const faultEnv = "ENTASK_TEST_FAULT"

// fault breaks an API in one way; of names the resource and the test that must fail.
type fault struct {
	test  string
	spoil func(http.Handler) http.Handler
}

// faults break the tasks of the application graph; each names the test that must fail.
var faults = map[string]fault{
	"tells a field that is not documented": {"create", response(replace(`"title":`, `"secret":1,"title":`))},
	"hides a field":                        {"create", response(replace(`"completed":`, `"done":`))},
	"creates with another default":         {"create", onMethod("POST", request(setDefault("completed", "true")))},
	"cuts text":                            {"create boundaries", request(replace(`😀😀`, `😀`))},
	"drops unknown fields":                 {"create broken", request(replace(`"no such field"`, `"user_id"`))},
	"names no places":                      {"create broken", response(replace(`"loc":["body"`, `"loc":["bodies"`))},
	"resets what is absent":                {"update", onMethod("PUT", request(setDefault("priority", `"high"`)))},
	"sends no ETag":                        {"create", dropResponse("ETag")},
	"ends after the first page":            {"order and pages", dropResponse("Link")},
	"has one order":                        {"order and pages", dropQuery("sort")},
	"ignores a filter":                     {"filters", dropQuery("priority")},
	"ignores unknown parameters":           {"parameters", dropQuery("no_such_parameter")},
	"streams nothing":                      {"live changes", dropRequest("Accept")},
	"shows all fields":                     {"fields", dropQuery("fields")},
	"ignores limits":                       {"limit, offset and count", dropQuery("offset")},
	"charges less":                         {"prices", dropQuery("count")},
	"loses updates":                        {"conditions", dropRequest("If-Match")},
	"always answers in full":               {"conditions", dropRequest("If-None-Match")},
	"sends lists that are known":           {"revalidation", dropRequest("If-None-Match")},
	"takes a list for what it was":         {"update", keepsList},
	"writes what is there already":         {"conditions", onMethod("PUT", dropRequest("If-None-Match"))},
	"ignores a condition on many":          {"conditions of many", onMethod("POST", dropRequest("If-Match"))},
	"creates twice":                        {"idempotency", dropRequest("Idempotency-Key")},
	"flips it back":                        {"once", onMethod("PATCH", dropRequest("Idempotency-Key"))},
	"does it under other conditions":       {"once", onMethod("PATCH", dropRequest("If-Match"))},
	"shows everybody's lists":              {"access to lists", asFirst(func(r *http.Request) bool { return r.Method == "GET" && r.URL.RawQuery != "" })},
	"shows everybody's items":              {"access", asFirst(func(r *http.Request) bool { return r.Method == "GET" && strings.Count(r.URL.Path, "/") == 3 })},
	"lets everybody delete":                {"access", asFirst(func(r *http.Request) bool { return r.Method == "DELETE" })},
	"does not challenge":                   {"access", dropResponse("WWW-Authenticate")},
	"toggles nothing":                      {"toggle", onMethod("PATCH", request(toggleFalse))},
}

// TestFaultsAreFound: the suite fails for each fault. A suite that never fails proves
// nothing.
func TestFaultsAreFound(t *testing.T) {
	if os.Getenv(faultEnv) != "" {
		t.Skip("this is a process with a fault")
	}
	for name, fault := range allFaults() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test := strings.ReplaceAll(fault.test, " ", "_")
			cmd := exec.Command(os.Args[0], "-test.run=^"+strings.ReplaceAll(test, "/", "$/^")+"$", "-rapid.nofailfile", "-rapid.shrinktime=1ms")
			cmd.Env = append(os.Environ(), faultEnv+"="+name)
			out, err := cmd.CombinedOutput()
			if want := "--- FAIL: " + test + " "; err == nil || !strings.Contains(string(out), want) {
				t.Errorf("got %v, want %q\n%s", err, want, out[:min(len(out), 3000)])
			}
		})
	}
}

// allFaults are those of every application, with the whole names of their tests.
func allFaults() map[string]fault {
	all := map[string]fault{}
	for name, f := range faults {
		all[name] = fault{"TestApplications/graph/sqlite/tasks/" + f.test, f.spoil}
	}
	for app, of := range appFaults {
		if applications[app].New == nil {
			continue
		}
		for name, f := range of {
			all[app+" "+name] = fault{"TestApplications/" + app + "/sqlite/" + f.test, f.spoil}
		}
	}
	return all
}

// spoiled is the handler with the fault of this process.
func spoiled(h http.Handler) http.Handler {
	if fault, ok := allFaults()[os.Getenv(faultEnv)]; ok {
		return fault.spoil(h)
	}
	return h
}
