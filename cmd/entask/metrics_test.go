package main

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// all returns a production with a value for every metric: a key set, a Redis that is not
// available, a purge and dropped lines.
func all(t *testing.T) *production {
	t.Helper()
	keys := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"keys": []}`)) }))
	t.Cleanup(keys.Close)
	p := newProduction(t, "AUTH_JWKS_URL="+keys.URL, "REDIS_URL=redis://127.0.0.1:1", "DATABASE_REPLICA_URL=postgres://127.0.0.1:1/none", "RATE_LIMIT=40/hour", "RATE_LIMIT_UNAUTHENTICATED=2/hour")
	for _, purge := range p.purges {
		purge.once(t.Context())
	}
	for range 3 { // the third is one too many
		p.tell("GET", p.one, "hunter2")
	}
	for p.tell("GET", p.one, p.token) == http.StatusOK { // until the user's are used up
	}
	for wait := time.Now().Add(30 * time.Second); time.Now().Before(wait); time.Sleep(10 * time.Millisecond) {
		text := p.scrape()
		if strings.Contains(text, "entask_auth_keys_age") && strings.Contains(text, "entask_database_replica_lag") {
			break // the key set has been fetched, and the replica has been tried
		}
	}
	return p
}

// foreign are metrics of the runtime and of Prometheus' own library.
var foreign = regexp.MustCompile(`^(go|process|promhttp|target)_`)

// TestMetricsAreDocumented: each metric has its row in docs/observability.md, and each
// row its metric.
func TestMetricsAreDocumented(t *testing.T) {
	text := all(t).scrape()
	exported := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^# TYPE (\S+) (\S+)$`).FindAllStringSubmatch(text, -1) {
		if !foreign.MatchString(m[1]) {
			exported[m[1]] = m[2]
		}
	}
	page, err := os.ReadFile("../../docs/observability.md")
	check(t, err)
	documented := map[string]string{}
	for _, table := range strings.Split(string(page), "\n| metric |")[1:] {
		table, _, _ = strings.Cut(table, "\n\n")
		for _, m := range regexp.MustCompile("(?m)^\\| `([a-z0-9_]+)` \\| (\\w+) \\|").FindAllStringSubmatch(table, -1) {
			documented[m[1]] = m[2]
		}
	}
	if !maps.Equal(exported, documented) {
		for _, name := range slices.Sorted(maps.Keys(exported)) {
			if documented[name] != exported[name] {
				t.Errorf("docs/observability.md says %q of %s, which is a %s", documented[name], name, exported[name])
			}
		}
		for _, name := range slices.Sorted(maps.Keys(documented)) {
			if exported[name] == "" {
				t.Errorf("docs/observability.md has %s, which no scrape has", name)
			}
		}
	}
	for name := range documented {
		labels := map[string]bool{}
		for _, m := range regexp.MustCompile(`(?m)^`+name+`(?:_count)?\{(.*)\} `).FindAllStringSubmatch(text, -1) {
			for _, label := range regexp.MustCompile(`(\w+)="`).FindAllStringSubmatch(m[1], -1) {
				labels[label[1]] = true
			}
		}
		for label := range labels {
			if !strings.Contains(string(page), "`"+label+"`") {
				t.Errorf("docs/observability.md says nothing of the label %s of %s", label, name)
			}
		}
	}
}

// TestMetricsCount compares the numbers with what was done.
func TestMetricsCount(t *testing.T) {
	text := all(t).scrape()
	for _, want := range []string{
		`entask_auth_cache_lookups_total{result="hit"} 40`, // 39 read and one too many, after one created
		`entask_auth_cache_lookups_total{result="miss"} 1`,
		`entask_auth_cache_size 1`,
		`entask_auth_keys_fetches_total{result="failed"} 0`,
		`entask_auth_keys_fetches_total{result="ok"} 1`,
		`entask_http_server_refused_total{reason="rate_limit"} 2`,
		`entask_http_server_refused_total{reason="timeout"} 0`,
		`entask_idempotency_purge_deleted_total 0`,
		`entask_idempotency_purge_errors_total 0`,
		`entask_log_dropped_total 3`,
		`entask_ratelimit_decisions_total{limiter="refused",result="allowed"} 2`,
		`entask_ratelimit_decisions_total{limiter="refused",result="refused"} 1`,
		`entask_ratelimit_decisions_total{limiter="user",result="allowed"} 40`,
		`entask_ratelimit_decisions_total{limiter="user",result="refused"} 1`,
		`entask_ratelimit_redis_errors_total 1`, // then it is left alone
		`entask_ratelimit_redis_fallbacks_total 44`,
		`entask_ratelimit_redis_up 0`,
		`http_server_active_requests{http_request_method="GET",url_scheme="http"} 0`,
	} {
		if !strings.Contains(text, "\n"+want+"\n") {
			name, _, _ := strings.Cut(want, " ")
			t.Errorf("no %q but %q", want, regexp.MustCompile(regexp.QuoteMeta(name)+".*").FindString(text))
		}
	}
	for _, name := range []string{"entask_auth_keys_last_fetch_seconds", "entask_idempotency_purge_last_success_seconds"} {
		m := regexp.MustCompile(`(?m)^` + name + ` (\S+)$`).FindStringSubmatch(text)
		if m == nil {
			t.Errorf("no %s", name)
			continue
		}
		at, err := strconv.ParseFloat(m[1], 64)
		check(t, err)
		if ago := time.Now().Unix() - int64(at); ago < 0 || ago > 60 {
			t.Errorf("%s is %d seconds ago, want just now", name, ago)
		}
	}
}
