package recipes

import (
	"fmt"
	"regexp"
	"strings"
)

// anything stands for any text in the output that a page shows.
const anything = "…"

// pattern returns the pattern that an output must match completely.
func pattern(shown string) *regexp.Regexp {
	parts := strings.Split(strings.TrimRight(shown, "\n"), anything)
	for i, part := range parts {
		parts[i] = regexp.QuoteMeta(part)
	}
	return regexp.MustCompile(`(?s)^` + strings.Join(parts, `.*?`) + `\n*$`)
}

// patch returns a file with a change applied. Lines that begin with a space are context,
// those with - are removed, those with + are added, and @@ begins another place. The
// context of each place must be unique, so that no line numbers are needed.
func patch(content, change string) (string, error) {
	for hunk := range strings.SplitSeq(change, "@@\n") {
		var before, after strings.Builder
		for line := range strings.Lines(hunk) {
			switch {
			case line == "\n":
				before.WriteString(line)
				after.WriteString(line)
			case line[0] == '-':
				before.WriteString(line[1:])
			case line[0] == '+':
				after.WriteString(line[1:])
			case line[0] == ' ':
				before.WriteString(line[1:])
				after.WriteString(line[1:])
			default:
				return "", fmt.Errorf("begins with neither a space nor - nor +: %q", line)
			}
		}
		at := places(content, before.String())
		if len(at) != 1 {
			return "", fmt.Errorf("is there %d times, want once:\n%s", len(at), before.String())
		}
		content = content[:at[0]] + after.String() + content[at[0]+before.Len():]
	}
	return content, nil
}

// places returns where lines begin in a file.
func places(content, lines string) []int {
	var at []int
	n := 0
	for line := range strings.Lines(content) {
		if strings.HasPrefix(content[n:], lines) {
			at = append(at, n)
		}
		n += len(line)
	}
	return at
}
