package e2e

import (
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"

	"github.com/entask/entask/internal/postgres/pgtest"
)

func TestBetterAuth(t *testing.T) {
	for _, alg := range []string{"EdDSA", "RS256", "PS256", "ES256", "ES512"} {
		t.Run(alg, func(t *testing.T) {
			t.Parallel()
			a := startBetterAuth(t, "JWT_ALG="+alg)
			database := sqliteURL(t)
			if alg == "EdDSA" { // the default
				database = pgtest.NewDatabase(t)
			}
			s := a.serve(t, database)
			ann, bob := a.signUp(t, "ann"), a.signUp(t, "bob")
			anns, bobs := a.token(t, ann), a.token(t, bob)
			wantHeader(t, anns, alg)
			made := s.everyOperation(t, anns, ann.User.ID)
			s.everyOperation(t, bobs, bob.User.ID)

			for _, method := range []string{"GET", "PUT", "PATCH", "DELETE"} {
				if r := s.as(t, bobs, method, taskPath(made.ID), map[string]any{"title": "mine"}); r.Status != http.StatusForbidden {
					t.Errorf("bob's %s of ann's task = %d %s, want 403", method, r.Status, r.Body)
				}
			}
			if got := as[[]task](t, s.as(t, bobs, "GET", tasks, nil)); len(got) != 1 || got[0].UserID != bob.User.ID {
				t.Errorf("bob lists %v, want his one", got)
			}
			for name, raw := range map[string]string{
				"the opaque session token":       ann.Token,
				"the signed session token":       ann.Signed,
				"the value of its cookie":        ann.Cookies["session_token"],
				"a token with a byte changed":    changed(anns, len(anns)-5),
				"ann's claims, bob's signing":    anns[:strings.LastIndexByte(anns, '.')] + bobs[strings.LastIndexByte(bobs, '.'):],
				"a token that is cut":            anns[:len(anns)/2],
				"a token and its cookie":         anns + ";" + ann.Signed,
				"what the verification mail has": (<-a.mails).Token,
			} {
				r := s.as(t, raw, "GET", tasks, nil)
				wantProblem(t, r, http.StatusUnauthorized)
				wantChallenge(t, r, `Bearer error="invalid_token", error_description="The access token`)
				if strings.Contains(s.log.String(), raw) {
					t.Errorf("the log has %s", name)
				}
			}
		})
	}
}

// changed returns the token with another letter at a place. A fixed letter would be the one that
// stands there already in one token of 64.
func changed(token string, at int) string {
	letter := byte('A')
	if token[at] == letter {
		letter = 'B'
	}
	return token[:at] + string(letter) + token[at+1:]
}

// wantHeader expects the header that Better Auth writes into a token.
func wantHeader(t *testing.T, token, alg string) {
	t.Helper()
	parsed, _, err := jwt.NewParser().ParseUnverified(token, jwt.MapClaims{})
	if err != nil {
		t.Fatal(err)
	}
	if parsed.Header["alg"] != alg || len(parsed.Header) != 2 || parsed.Header["kid"] == "" {
		t.Errorf("header = %v, want alg %s and a kid", parsed.Header, alg)
	}
}

// everyOperation uses the token for each operation, and leaves one task of the user.
func (s *service) everyOperation(t *testing.T, token, user string) task {
	t.Helper()
	var made task
	for _, op := range []struct {
		method, path string
		body         any
		status       int
	}{
		{"POST", tasks, map[string]any{"title": "to be deleted"}, 201},
		{"GET", "", nil, 200},
		{"PUT", "", map[string]any{"title": "put"}, 200},
		{"PATCH", "", map[string]any{"priority": "high"}, 200},
		{"PATCH", "/toggle", nil, 200},
		{"DELETE", "", nil, 204},
		{"POST", tasks, map[string]any{"title": "to stay"}, 201},
	} {
		path := op.path
		if path != tasks {
			path = taskPath(made.ID) + path
		}
		r := s.as(t, token, op.method, path, op.body)
		if r.Status != op.status {
			t.Fatalf("%s %s = %d %s, want %d\n%s", op.method, path, r.Status, r.Body, op.status, s.log)
		}
		if op.status == http.StatusNoContent {
			continue
		}
		if made = as[task](t, r); made.UserID != user {
			t.Errorf("%s %s: user_id = %q, want that of Better Auth, %q", op.method, path, made.UserID, user)
		}
	}
	if got := as[[]task](t, s.as(t, token, "GET", tasks, nil)); len(got) != 1 || got[0] != made {
		t.Errorf("list = %v, want %v", got, made)
	}
	return made
}

// TestBetterAuthOtherTokens: other tokens that Better Auth signs with its keys and with
// its secret are refused. Here the service knows both.
func TestBetterAuthOtherTokens(t *testing.T) {
	for _, by := range []string{"keys", "secret"} {
		t.Run("cookie by "+by, func(t *testing.T) {
			t.Parallel()
			a := startBetterAuth(t, "COOKIE_CACHE="+by)
			s := a.serve(t, sqliteURL(t), "BETTER_AUTH_SECRET="+secret)
			ann := a.signUp(t, "ann")
			s.everyOperation(t, a.token(t, ann), ann.User.ID)
			cookie := ann.Cookies["session_data"]
			if strings.Count(cookie, ".") != 2 {
				t.Fatalf("session_data = %q, want a JWT", cookie)
			}
			const noSubject = "no subject: no sub, no user_id, no id"
			s.wantRefusal(t, cookie, map[string]string{
				"keys":   `typ "better-auth.session-cache+jwt" is not accepted`,
				"secret": noSubject,
			}[by])
			s.wantRefusal(t, (<-a.mails).Token, noSubject)
		})
	}
}

// TestBetterAuthFrontend runs the frontend code of docs/auth.md, and gets a token as
// Next.js does on the server.
func TestBetterAuthFrontend(t *testing.T) {
	t.Parallel()
	a := startBetterAuth(t)
	s := a.serve(t, sqliteURL(t))
	cmd := exec.CommandContext(t.Context(), "node", "browser.mjs", a.URL)
	cmd.Dir = "betterauth"
	cmd.Env = append(os.Environ(), "NEXT_PUBLIC_ENTASK_URL="+s.URL)
	out, err := cmd.Output()
	var got struct {
		Status int
		Task   task
	}
	if err != nil || json.Unmarshal(out, &got) != nil || got.Status != http.StatusCreated || got.Task.Title != "from a page" {
		t.Errorf("the page got %s, %v, want its task\n%s", out, err, s.log)
	}
	answer := as[struct{ Token string }](t, a.ask(t, "/server-side-token", a.signUp(t, "ann").Signed, nil))
	s.wantStatus(t, "a token from the server's side", answer.Token, http.StatusOK)
}

// TestDocumentedCodeRuns: these tests run the code of the docs.
func TestDocumentedCodeRuns(t *testing.T) {
	for name, in := range map[string]string{"auth.mjs": "docs/auth.md", "client.mjs": "docs/auth.md", "erase.mjs": "docs/user-data.md"} {
		page, err := os.ReadFile("../../../" + in)
		if err != nil {
			t.Fatal(err)
		}
		source, err := os.ReadFile("betterauth/" + name)
		if err != nil {
			t.Fatal(err)
		}
		_, shown, _ := strings.Cut(string(source), "// begin "+in+"\n")
		shown, _, ok := strings.Cut(shown, "// end "+in+"\n")
		if !ok || !strings.Contains(string(page), "s\n"+shown+"```\n") {
			t.Errorf("%s does not show what %s runs:\n%s", in, name, shown)
		}
	}
}
