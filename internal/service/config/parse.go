package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
)

// parsers reads the plain types. Those of env are replaced because their messages are for
// programmers.
func parsers() map[reflect.Type]env.ParserFunc {
	return map[reflect.Type]env.ParserFunc{
		reflect.TypeFor[bool]():            func(s string) (any, error) { return parseBool(s) },
		reflect.TypeFor[int]():             func(s string) (any, error) { return parseInt(s) },
		reflect.TypeFor[int64]():           func(s string) (any, error) { return parseSize(s) },
		reflect.TypeFor[time.Duration]():   func(s string) (any, error) { return parseDuration(s) },
		reflect.TypeFor[[]string]():        func(s string) (any, error) { return parseList(s), nil },
		reflect.TypeFor[[]OriginPattern](): func(s string) (any, error) { return parseOriginPatterns(s) },
		reflect.TypeFor[[]netip.Prefix]():  func(s string) (any, error) { return parseNetworks(s) },
	}
}

func parseMessage(failed env.ParseError) string {
	if failed.Type == reflect.TypeFor[slog.Level]() {
		return "must be debug, info, warn or error"
	}
	return failed.Err.Error()
}

func parseBool(s string) (bool, error) {
	if s != "true" && s != "false" {
		return false, fmt.Errorf("must be true or false, not %q", s)
	}
	return s == "true", nil
}

func parseInt(s string) (int, error) {
	n, err := strconv.ParseInt(s, 10, 32)
	if err != nil {
		return 0, fmt.Errorf("must be a whole number, not %q", s)
	}
	return int(n), nil
}

// parseSize reads a number of bytes, with an optional KiB or MiB.
func parseSize(s string) (int64, error) {
	digits, unit := s, int64(1)
	if d, ok := strings.CutSuffix(s, "KiB"); ok {
		digits, unit = d, 1<<10
	} else if d, ok := strings.CutSuffix(s, "MiB"); ok {
		digits, unit = d, 1<<20
	}
	n, err := strconv.ParseInt(digits, 10, 32)
	if err != nil {
		return 0, fmt.Errorf("must be a size such as 65536, 64KiB or 1MiB, not %q", s)
	}
	return n * unit, nil
}

func parseDuration(s string) (time.Duration, error) {
	d, err := time.ParseDuration(s)
	if err != nil {
		return 0, fmt.Errorf("must be a duration such as 300s or 5m, not %q", s)
	}
	return d, nil
}

// parseList reads values separated by commas. It drops white space around values, and empty
// values.
func parseList(s string) []string {
	var list []string
	for item := range strings.SplitSeq(s, ",") {
		if item = strings.TrimSpace(item); item != "" {
			list = append(list, item)
		}
	}
	return list
}

func parseNetworks(s string) ([]netip.Prefix, error) {
	var networks []netip.Prefix
	for _, item := range parseList(s) {
		network, err := netip.ParsePrefix(item)
		if err != nil {
			var addr netip.Addr
			if addr, err = netip.ParseAddr(item); err == nil {
				network = netip.PrefixFrom(addr, addr.BitLen())
			}
		}
		if err != nil {
			return nil, fmt.Errorf("must be a list of networks such as 10.0.0.0/8, ::1; %q is none", item)
		}
		networks = append(networks, network.Masked())
	}
	return networks, nil
}

// maxCount keeps the time between two events far above the resolution of the clock.
const maxCount = 1_000_000

// UnmarshalText reads "600/minute" (or second, or hour), or "off".
func (r *Rate) UnmarshalText(text []byte) error {
	wrong := errors.New(`must be a rate such as 600/minute (or second, or hour) or off, not ` + strconv.Quote(string(text)))
	if string(text) == "off" {
		*r = Rate{}
		return nil
	}
	count, unit, _ := strings.Cut(string(text), "/")
	n, err := strconv.Atoi(count)
	if err != nil {
		return wrong
	}
	if n < 1 || n > maxCount {
		return fmt.Errorf("must count from 1 to %d, not %d", maxCount, n)
	}
	period, ok := map[string]time.Duration{
		"second": time.Second, "minute": time.Minute, "hour": time.Hour,
	}[unit]
	if !ok {
		return wrong
	}
	*r = Rate{Count: n, Period: period}
	return nil
}
