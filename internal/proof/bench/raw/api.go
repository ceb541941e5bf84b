package main

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
)

// api serves tasks.
type api struct {
	db     *pgxpool.Pool
	verify func(token string) (user string, err error)
	encode func(http.ResponseWriter, int, any)
}

func newAPI(db *pgxpool.Pool, secret []byte, fast bool) http.Handler {
	a := &api{db: db, verify: verifier(secret), encode: encodeJSON}
	if fast {
		a.verify, a.encode = cached(a.verify), encodeFast
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v1/tasks", a.signedIn(a.list))
	mux.HandleFunc("POST /api/v1/tasks", a.signedIn(a.create))
	mux.HandleFunc("GET /api/v1/tasks/{id}", a.signedIn(withID(a.read)))
	mux.HandleFunc("PATCH /api/v1/tasks/{id}", a.signedIn(withID(a.update)))
	mux.HandleFunc("PATCH /api/v1/tasks/{id}/toggle", a.signedIn(withID(a.toggle)))
	return mux
}

// signedIn lets only requests with a valid token pass.
func (a *api) signedIn(next func(w http.ResponseWriter, r *http.Request, user string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !ok {
			refuse(w, http.StatusUnauthorized, "Not authenticated")
			return
		}
		user, err := a.verify(token)
		if err != nil {
			refuse(w, http.StatusUnauthorized, "Not authenticated")
			return
		}
		next(w, r, user)
	}
}

func withID(next func(w http.ResponseWriter, r *http.Request, user string, id uuid.UUID)) func(http.ResponseWriter, *http.Request, string) {
	return func(w http.ResponseWriter, r *http.Request, user string) {
		id, err := uuid.Parse(r.PathValue("id"))
		if err != nil {
			refuse(w, http.StatusUnprocessableEntity, "task_id: must be a UUID")
			return
		}
		next(w, r, user, id)
	}
}

// bodyLimit is how many bytes of a body are read.
const bodyLimit = 64 << 10

func decode(w http.ResponseWriter, r *http.Request, into any) bool {
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, bodyLimit))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		refuse(w, http.StatusBadRequest, err.Error())
		return false
	}
	return true
}

func encodeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the client has gone
}

func refuse(w http.ResponseWriter, status int, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{ // the client has gone
		"type": "about:blank", "title": http.StatusText(status), "status": status, "detail": detail,
	})
}
