package config

import (
	"cmp"
	"errors"
	"io/fs"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/caarlos0/env/v11"
	"github.com/joho/godotenv"
)

// Fault is one wrong or missing setting.
type Fault struct {
	Name string // the variable
	Msg  string // what it must be, without its value where that is a secret
}

// Faults is the error of Load: every fault there is, in the order of Config.
type Faults []Fault

func (f Faults) Error() string {
	var b strings.Builder
	b.WriteString("invalid settings:")
	for _, fault := range f {
		b.WriteString("\n  " + fault.Name + ": " + fault.Msg)
	}
	return b.String()
}

// Load reads the settings from getenv, and those that it lacks from the file
// .env in dir, if there is one. Each need adds what a command cannot do without.
// An error is always of type Faults.
func Load(getenv func(string) string, dir string, needs ...Need) (Config, error) {
	return load(getenv, dir, nil, needs)
}

// LoadDev reads the settings as Load does, with defaults for one machine: on loopback,
// with an embedded database below data, with the shared secret alone unless an auth server
// is named, and with CORS for every page of the machine.
func LoadDev(getenv func(string) string, dir, data string) (Config, error) {
	c, err := load(getenv, dir, DevDefaults(data), nil)
	c.AllowedOrigins = append(c.AllowedOrigins, loopback...)
	return c, err
}

// DevDefaults are the defaults of LoadDev that differ from those of Load.
func DevDefaults(data string) map[string]string {
	return map[string]string{
		"BETTER_AUTH_URL": "http://localhost:3000",
		"AUTH_JWKS_URL":   off,
		"ALLOW_UNWALLED":  "true", // on a machine of one's own, PostgreSQL's superuser is at hand
		"DATABASE_URL":    "sqlite://" + filepath.ToSlash(filepath.Join(data, "entask.db")),
		"HTTP_ADDR":       "127.0.0.1:8000",
		"METRICS_ADDR":    off,
		"DRAIN_DELAY":     "0s",
		"LOG_FORMAT":      "text",
	}
}

func load(getenv func(string) string, dir string, defaults map[string]string, needs []Need) (Config, error) {
	var c Config
	f := collector{}
	file, err := readDotEnv(filepath.Join(dir, ".env"))
	if err != nil {
		f.add(".env", err.Error())
	}
	vars := map[string]string{} // never nil: env would read the process's own
	for _, name := range Names() {
		vars[name] = cmp.Or(getenv(name), file[name])
	}
	if vars["BETTER_AUTH_URL"] != "" {
		delete(defaults, "AUTH_JWKS_URL") // its key set is the better default
	}
	for name, value := range defaults {
		vars[name] = cmp.Or(vars[name], value)
	}
	f.addParse(env.ParseWithOptions(&c, env.Options{Environment: vars, FuncMap: parsers()}))
	c.OTel = otel(file, getenv)
	c.derive(f)
	c.check(f)
	for _, need := range needs {
		for _, fault := range need(c) {
			f.add(fault.Name, fault.Msg)
		}
	}
	return c, f.faults()
}

// Variable is one of the environment. Default is empty where none is fixed.
type Variable struct{ Name, Default string }

// Variables lists them in the order of Config.
func Variables() []Variable {
	var all []Variable
	for field := range reflect.TypeFor[Config]().Fields() {
		if name := field.Tag.Get("env"); name != "-" {
			all = append(all, Variable{name, field.Tag.Get("envDefault")})
		}
	}
	return all
}

// Names lists the names of the variables, in the order of Config.
func Names() []string {
	var names []string
	for _, v := range Variables() {
		names = append(names, v.Name)
	}
	return names
}

// readDotEnv hides the messages of the parser, because they quote the file.
func readDotEnv(path string) (map[string]string, error) {
	vars, err := godotenv.Read(path)
	var failed *fs.PathError
	switch {
	case err == nil:
		return vars, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case errors.As(err, &failed):
		return nil, errors.New("cannot be read: " + failed.Err.Error())
	default:
		return nil, errors.New("must consist of lines of the form NAME=value")
	}
}

func otel(file map[string]string, getenv func(string) string) map[string]Secret {
	vars := map[string]Secret{}
	for name, value := range file {
		if strings.HasPrefix(name, "OTEL_") && getenv(name) == "" {
			vars[name] = Secret{value}
		}
	}
	return vars
}

// collector gathers faults. Only the first fault of a variable is kept, because those that
// follow from it would confuse.
type collector map[string]string

func (f collector) has(name string) bool { return f[name] != "" }

func (f collector) add(name, msg string) {
	if !f.has(name) {
		f[name] = msg
	}
}

// addParse takes over the errors of env, which name fields, and names variables instead.
func (f collector) addParse(err error) {
	var all env.AggregateError
	if !errors.As(err, &all) {
		return
	}
	for _, err := range all.Errors {
		var failed env.ParseError
		if !errors.As(err, &failed) {
			f.add("environment", err.Error())
			continue
		}
		field, _ := reflect.TypeFor[Config]().FieldByName(failed.Name)
		f.add(field.Tag.Get("env"), parseMessage(failed))
	}
}

func (f collector) faults() error {
	if len(f) == 0 {
		return nil
	}
	order := Names()
	var faults Faults
	for _, name := range slices.Sorted(maps.Keys(f)) {
		faults = append(faults, Fault{name, f[name]})
	}
	slices.SortStableFunc(faults, func(a, b Fault) int {
		return slices.Index(order, a.Name) - slices.Index(order, b.Name)
	})
	return faults
}
