package main

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/entask/entask/internal/service/config"
)

// settings lists the variables with their defaults, of which some may be others.
func settings(others map[string]string) string {
	var b strings.Builder
	b.WriteString("Settings, from the environment and a file .env; .env.example explains each:\n\n")
	for _, v := range config.Variables() {
		line := fmt.Sprintf("  %-28s %s", v.Name, cmp.Or(others[v.Name], v.Default))
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}
