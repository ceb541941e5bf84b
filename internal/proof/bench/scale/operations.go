package scale

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// perPage is how many tasks a page has.
const perPage = 20

// operation is what is measured. Prepare returns a function that sends one request, or nil
// for a user whose list is too short.
type operation struct {
	Name    string
	prepare func(ctx context.Context, c *client, u User) (send func() (time.Duration, error), err error)
}

// The kinds of operations. Those of lists exist for each order.
const (
	first  = "first page"
	last   = "last page"
	long   = "first page of 200"
	offset = "deep offset"
	count  = "count=true"
	rare   = "q, which no task has"
	common = "q, which most tasks have"
	toggle = "toggle"
	update = "update"
	create = "create"
	read   = "read"
)

// orders are those of a list.
var orders = []string{"created_at", "-created_at", "updated_at", "-updated_at", "title", "-title", "due_date", "-due_date"}

func operations() []operation {
	all := []operation{
		{read, one(http.MethodGet, "", "")},
		{toggle, one(http.MethodPatch, "/toggle", "")},
		{update, one(http.MethodPatch, "", written)},
	}
	for _, order := range orders {
		all = append(all,
			operation{order + ", " + first, listed(func(int) string { return "sort=" + order })},
			operation{order + ", " + last, lastPage(order)})
	}
	return append(all,
		operation{long, longPage},
		operation{offset, listed(func(tasks int) string { return "offset=" + strconv.Itoa(tasks-perPage) })},
		operation{count, listed(func(int) string { return "count=true" })},
		operation{rare, listed(func(int) string { return "q=unwritten" })},
		operation{common, listed(func(int) string { return "q=e" })},
		operation{create, created}, // last, because more tasks would change the results above
	)
}

func listed(query func(tasks int) string) func(context.Context, *client, User) (func() (time.Duration, error), error) {
	return func(ctx context.Context, c *client, u User) (func() (time.Duration, error), error) {
		path := "/api/v1/tasks?limit=" + strconv.Itoa(perPage) + "&" + query(u.Tasks)
		if strings.Contains(path, "offset=-") {
			return nil, nil
		}
		return func() (time.Duration, error) { return c.send(ctx, http.MethodGet, path, "", nil, nil) }, nil
	}
}

// longPage is a page longer than the lists of most users.
func longPage(ctx context.Context, c *client, _ User) (func() (time.Duration, error), error) {
	return func() (time.Duration, error) {
		return c.send(ctx, http.MethodGet, "/api/v1/tasks?limit=200", "", nil, nil)
	}, nil
}

// lastPage follows the cursor that leads to the last page.
func lastPage(order string) func(context.Context, *client, User) (func() (time.Duration, error), error) {
	return func(ctx context.Context, c *client, u User) (func() (time.Duration, error), error) {
		if u.Tasks < 2*perPage {
			return nil, nil
		}
		var header http.Header
		before := fmt.Sprintf("/api/v1/tasks?limit=%d&sort=%s&offset=%d", perPage, order, u.Tasks-2*perPage)
		if _, err := c.send(ctx, http.MethodGet, before, "", &header, nil); err != nil {
			return nil, err
		}
		link, ok := strings.CutSuffix(strings.TrimPrefix(header.Get("Link"), "<"), `>; rel="next"`)
		if !ok {
			return nil, errors.New("no Link leads to the last page")
		}
		return func() (time.Duration, error) { return c.send(ctx, http.MethodGet, link, "", nil, nil) }, nil
	}
}

// written is the body of a write.
const written = `{"title":"water the garden","description":"order water for the garden","priority":"high"}`

// created makes a task.
func created(ctx context.Context, c *client, _ User) (func() (time.Duration, error), error) {
	return func() (time.Duration, error) { return c.send(ctx, http.MethodPost, "/api/v1/tasks", written, nil, nil) }, nil
}

// one is an operation on the user's oldest task.
func one(method, below, body string) func(context.Context, *client, User) (func() (time.Duration, error), error) {
	return func(ctx context.Context, c *client, _ User) (func() (time.Duration, error), error) {
		var tasks []struct{ ID string }
		if _, err := c.send(ctx, http.MethodGet, "/api/v1/tasks?limit=1&sort=created_at", "", nil, &tasks); err != nil {
			return nil, err
		}
		if len(tasks) == 0 {
			return nil, errors.New("the user has no task")
		}
		path := "/api/v1/tasks/" + url.PathEscape(tasks[0].ID) + below
		return func() (time.Duration, error) { return c.send(ctx, method, path, body, nil, nil) }, nil
	}
}

// client sends the requests of a user one after the other.
type client struct {
	http.Client
	address, token string
}

// send sends JSON or no body, returns how long the reply took, and decodes the reply if
// asked to.
func (c *client) send(ctx context.Context, method, path, sent string, header *http.Header, body any) (time.Duration, error) {
	req, err := http.NewRequestWithContext(ctx, method, "http://"+c.address+path, strings.NewReader(sent))
	if err != nil {
		return 0, err
	}
	if sent != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("Accept-Encoding", "identity") // or http.Client asks for gzip
	began := time.Now()
	res, err := c.Do(req)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	var raw json.RawMessage
	if err := json.NewDecoder(res.Body).Decode(&raw); err != nil {
		return 0, fmt.Errorf("%s: %w", path, err)
	}
	took := time.Since(began)
	if res.StatusCode/100 != 2 {
		return 0, fmt.Errorf("%s: status %d: %s", path, res.StatusCode, raw)
	}
	if header != nil {
		*header = res.Header
	}
	if body != nil {
		return took, json.Unmarshal(raw, body)
	}
	return took, nil
}
