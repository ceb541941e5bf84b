package conformance_test

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"entgo.io/ent/dialect/sql"

	"github.com/entask/entask/internal/proof/conformance"
	bounded "github.com/entask/entask/internal/runtime/rows"
	"github.com/entask/entask/internal/runtime/userdata"
)

// userDataFault spoils what an application keeps of its users, or what becomes of it.
type userDataFault struct {
	app     string
	data    func(*userdata.Data)
	service func(*conformance.UserData)
}

var userDataFaults = map[string]userDataFault{
	"forgets an entity": {app: "graph", data: func(d *userdata.Data) {
		d.Entities = slices.DeleteFunc(d.Entities, func(e userdata.Entity) bool { return e.Name == "Letter" })
	}},
	"forgets a join table": {app: "graph", data: func(d *userdata.Data) { d.Joins = d.Joins[1:] }},
	"forgets keys": {app: "entask", data: func(d *userdata.Data) {
		d.Entities = slices.DeleteFunc(d.Entities, func(e userdata.Entity) bool { return e.Name == "IdempotencyKey" })
	}},
	"exports what the API shows alone": {app: "hidden", data: func(d *userdata.Data) {
		for i, e := range d.Entities {
			if e.Name == "Book" {
				d.Entities[i].Each = func(ctx context.Context, within *bounded.Bound, read func(*sql.Selector), row func(userdata.Row) error) error {
					return e.Each(ctx, within, func(s *sql.Selector) { read(s.Where(sql.EQ("withdrawn", false))) }, row)
				}
			}
		}
	}},
	"exports what others publish": {app: "published", data: func(d *userdata.Data) {
		for i, e := range d.Entities {
			d.Entities[i].Each = func(ctx context.Context, within *bounded.Bound, read func(*sql.Selector), row func(userdata.Row) error) error {
				return e.Each(ctx, within, func(s *sql.Selector) {
					read(s)
					s.SetP(nil)
				}, row)
			}
		}
	}},
	"cuts an export": {app: "entask", service: func(u *conformance.UserData) {
		export := u.Export
		u.Export = func(ctx context.Context, user string, to io.Writer) error {
			var whole bytes.Buffer
			err := export(ctx, user, &whole)
			lines := bytes.SplitAfter(whole.Bytes(), []byte("\n"))
			_, _ = to.Write(bytes.Join(lines[:len(lines)-2], nil))
			return err
		}
	}},
	"erases everybody": {app: "entask", service: func(u *conformance.UserData) {
		erase := u.Erase
		u.Erase = func(ctx context.Context, user string) (int64, error) {
			n, err := erase(ctx, user)
			if strings.HasSuffix(user, "-to-be-erased") {
				_, err = erase(ctx, strings.NewReplacer("-1-", "-2-", "erased", "left").Replace(user))
			}
			return n, err
		}
	}},
	"erases nothing": {app: "entask", service: func(u *conformance.UserData) {
		u.Erase = u.Count
	}},
}

// spoil gives a service the fault that the process is to have.
func (f userDataFault) spoil(data *userdata.Data) func(*conformance.UserData) {
	if f.data != nil {
		f.data(data)
	}
	return func(u *conformance.UserData) {
		if f.service != nil {
			f.service(u)
		}
	}
}

// TestUserDataFaultsAreFound: whatever an export or an erasure forgets is found.
func TestUserDataFaultsAreFound(t *testing.T) {
	if os.Getenv(faultEnv) != "" {
		t.Skip("this is a process with a fault")
	}
	for name, fault := range userDataFaults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command(os.Args[0], "-test.run=^TestUserData$/^"+fault.app+"$/^sqlite$", "-rapid.nofailfile")
			cmd.Env = append(os.Environ(), faultEnv+"="+name)
			out, err := cmd.CombinedOutput()
			if want := "--- FAIL: TestUserData/" + fault.app + "/sqlite "; err == nil || !strings.Contains(string(out), want) {
				t.Errorf("got %v, want %q\n%s", err, want, out[:min(len(out), 3000)])
			}
		})
	}
}
