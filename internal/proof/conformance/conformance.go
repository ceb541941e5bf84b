// Package conformance is the self-test of an API that was generated: it reads the
// OpenAPI document and holds the service to every word of it, for every resource
// and every operation, with input made from the schemas.
//
// It knows no entity by name and imports none of our packages: a new entity is
// covered without a line being written for it, and of an operation that is written by
// hand all that follows from what it takes. Start with Run; model.go finds the
// resources, values.go makes what is valid, broken.go what is not; each file with
// a test in it is one promise.
package conformance

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// Service is a service under test. It is known by its document alone.
type Service struct {
	// Document is its OpenAPI document.
	Document []byte
	// Handler serves the paths of the document, with all that stands before them
	// in production but a rate limit.
	Handler http.Handler
	// Limited returns the same behind a rate limit of so much for each user, of which nobody
	// has used any, until it is called again. It may be nil; then what operations cost is not
	// tested.
	Limited func(limit int) http.Handler
	// MCP says that the handler serves agents, at /mcp.
	MCP bool
	// Live says that the handler holds streams of changes open.
	Live bool
	// Token returns a bearer token of a user; users are made up as they are needed.
	Token func(user string) string
	// BodyLimit is how many bytes a body may have: 64 KiB where it is 0.
	BodyLimit int
	// Hide hides an item of a user, by its id, as something other than the API does: a rule
	// or an interceptor of the application then keeps it from everybody. It is asked for by
	// the name of the item's schema.
	Hide map[string]func(ctx context.Context, user, id string) error
	// NoPolicy says that Ent's policy is off, to see what the database keeps without it. It
	// keeps rows from everybody but their owner; that a row is not its own ancestor, or is in
	// the trash, is for the policy to see. So every deletion is for good.
	NoPolicy bool
	// NoWall says that nothing else keeps rows from others either. Change feeds do by
	// themselves, so they are not compared with lists.
	NoWall bool
	// UserData hands over and erases what is kept of a user; nil where the service does not.
	UserData *UserData
	// Plans show how lists are found; see SlowLists.
	Plans *Plans
}

// suite is a service with what its document says.
type suite struct {
	service   Service
	doc       *openapi3.T
	resources []*resource
	byHand    []*operation
	mine      mine
	aliases   map[*openapi3.Schema][]alias // of bodies
	users     atomic.Int64
	values    atomic.Int64 // counts values that must differ

	mu      sync.Mutex
	targets map[string][]string   // ids, by user and schema
	ways    map[*operation]subWay // how items come into sub-lists
	// followers of change feeds, by resource and user.
	followers map[string]*follower
	// readers of lists, by resource, user and what is asked for.
	readers map[string]reader
}

// subject is one resource of a service.
type subject struct {
	*suite
	*resource
}

// promise is what a resource keeps, and how it is tested.
type promise struct {
	name string
	test func(subject, *testing.T)
}

// tests are the promises that every resource keeps.
var tests = []promise{
	{"create", subject.testCreate},
	{"create boundaries", subject.testCreateBoundaries},
	{"create broken", subject.testCreateBroken},
	{"update", subject.testUpdate},
	{"update boundaries", subject.testUpdateBoundaries},
	{"update broken", subject.testUpdateBroken},
	{"read-only", subject.testReadOnly},
	{"toggle", subject.testToggle},
	{"delete", subject.testDelete},
	{"trash", subject.testTrash},
	{"trash of many", subject.testTrashOfMany},
	{"bodies", subject.testBodies},
	{"errors", subject.testErrors},
	{"parameters", subject.testParameters},
	{"filters", subject.testFilters},
	{"order and pages", subject.testPages},
	{"long pages", subject.testLongPages},
	{"moving pages", subject.testMoving},
	{"limit, offset and count", subject.testLimit},
	{"cursors", subject.testCursors},
	{"revalidation", subject.testRevalidation},
	{"changes", subject.testChanges},
	{"live changes", subject.testLive},
	{"access", subject.testAccess},
	{"access to lists", subject.testListAccess},
	{"tools", subject.testTools},
	{"tools of others", subject.testToolsOfOthers},
	{"public", subject.testPublic},
	{"published", subject.testPublished},
	{"unknown ids", subject.testUnknownIDs},
	{"hidden", subject.testHidden},
	{"conditions", subject.testConditions},
	{"conditions of many", subject.testConditionsOfMany},
	{"idempotency", subject.testIdempotency},
	{"once", subject.testOnce},
	{"once deleted", subject.testOnceDeleted},
	{"client ids", subject.testClientIDs},
	{"client ids of batches", subject.testClientIDsOfBatches},
	{"put creates", subject.testPutCreates},
	{"unique", subject.testUnique},
	{"quota", subject.testQuota},
	{"links", subject.testLinks},
	{"expand", subject.testExpand},
	{"fields", subject.testFields},
	{"on delete", subject.testOnDelete},
	{"batch create", subject.testBatchCreate},
	{"batch create broken", subject.testBatchCreateBroken},
	{"batch update", subject.testBatchUpdate},
	{"batch delete", subject.testBatchDelete},
	{"batch ids", subject.testBatchIDs},
	{"aliases", subject.testAliases},
	{"stamps", subject.testStamps},
	{"each create", subject.testEachCreate},
	{"each update", subject.testEachUpdate},
	{"each delete", subject.testEachDelete},
}

// subListTests are those that the list of the items of a parent keeps.
var subListTests = []promise{
	{"sub-list", subject.testSubList},
	{"parameters", subject.testParameters},
	{"filters", subject.testFilters},
	{"order and pages", subject.testPages},
	{"long pages", subject.testLongPages},
	{"limit, offset and count", subject.testLimit},
	{"cursors", subject.testCursors},
	{"fields", subject.testFields},
	{"access to lists", subject.testListAccess},
}

// Run tests a service: its document, and every resource in it.
func Run(t *testing.T, service Service) {
	t.Helper()
	fewer()
	s, err := newSuite(service)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("document", s.testDocument)
	t.Run("by hand", s.testByHand)
	for _, r := range s.resources {
		of := tests
		if r.parent != nil {
			of = subListTests
		}
		if service.Limited != nil {
			of = append(slices.Clone(of), promise{"prices", subject.testPrices})
		}
		t.Run(r.name, func(t *testing.T) {
			for _, one := range of {
				t.Run(one.name, func(t *testing.T) { one.test(subject{s, r}, t) })
			}
		})
	}
	if service.UserData != nil {
		t.Run("user data", s.testUserData)
	}
	t.Run("me", s.testMine)
}

// checks is how many inputs a property is tried with. There are many properties, and each
// input is several requests. -rapid.checks sets another number.
const checks = "25"

// fewer sets checks, where rapid's own number was not changed.
var fewer = sync.OnceFunc(func() {
	if f := flag.Lookup("rapid.checks"); f != nil && f.Value.String() == "100" {
		_ = f.Value.Set(checks)
	}
})

// newSuite reads the document. An operation that this package does not understand is an
// error: an untested operation must not look tested.
func newSuite(service Service) (*suite, error) {
	loader := openapi3.NewLoader()
	doc, err := loader.LoadFromData(service.Document)
	if err != nil {
		return nil, fmt.Errorf("read document: %w", err)
	}
	if err := doc.Validate(loader.Context); err != nil {
		return nil, fmt.Errorf("validate document: %w", err)
	}
	aliases := takeAliases(doc)
	resources, byHand, mine, strange := newModel(doc)
	if len(strange) > 0 {
		return nil, fmt.Errorf("the suite does not cover the document:\n%s", strings.Join(strange, "\n"))
	}
	s := &suite{service: service, doc: doc, resources: resources, byHand: byHand, mine: mine, aliases: aliases, targets: map[string][]string{}, ways: map[*operation]subWay{}, followers: map[string]*follower{}, readers: map[string]reader{}}
	s.values.Store(1000) // far from what stands at the edge of a rule
	return s, nil
}

// newUser returns a user without items.
func (s *suite) newUser() string { return fmt.Sprintf("user-%d", s.users.Add(1)) }

// needs skips a test of operations of which the resource lacks one.
func needs(t *testing.T, operations ...*operation) {
	t.Helper()
	for _, op := range operations {
		if op == nil {
			t.Skip("the document has no such operation")
		}
	}
}
