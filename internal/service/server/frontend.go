package server

import (
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"path"
	"strings"

	"github.com/entask/entask/internal/runtime/request"
)

// tokenPath is where the frontend of entask dev gets its tokens.
const tokenPath = "/dev/token"

// Frontend is an app for browsers, which is served beside the API.
type Frontend struct {
	// Files are its files. That at / is index.html.
	Files fs.FS
	// SignIn returns a token of a user to who has the key that entask dev prints; no user
	// means the first. It says false to anybody else.
	SignIn func(key, user string) (Session, bool)
}

// Session is what the app gets to call the API with.
type Session struct {
	Token string   `json:"token"`
	User  string   `json:"user"`
	Users []string `json:"users"` // who may be asked for
}

// frontendPolicy lets the app load its own files and call this service, and nothing else.
const frontendPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; " +
	"connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// contentTypes are by the endings of files. The tables of the system are not asked: they differ.
var contentTypes = map[string]string{
	".html":  "text/html; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".css":   "text/css; charset=utf-8",
	".svg":   "image/svg+xml",
	".woff2": "font/woff2",
	".txt":   "text/plain; charset=utf-8",
}

// add puts the app's files among the pages, and refuses any that would hide one of them. What
// asks for / without naming HTML, such as a script, gets what it always did.
func (f Frontend) add(pages map[string]page) error {
	root := pages["/"]
	delete(pages, "/")
	err := fs.WalkDir(f.Files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		served, err := f.file(name)
		if err != nil {
			return err
		}
		at := "/" + strings.TrimSuffix(name, "index.html")
		if _, taken := pages[at]; taken || strings.HasPrefix(at, apiPrefix) || at == mcpPath {
			return fmt.Errorf("the file %s hides %s", name, at)
		}
		pages[at] = page{"frontend", served}
		return nil
	})
	app, found := pages["/"]
	if err == nil && !found {
		err = fs.ErrNotExist
	}
	if err != nil {
		return fmt.Errorf("serve the frontend: %w", err)
	}
	pages["/"] = page{root.name, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Accept")
		if strings.Contains(r.Header.Get("Accept"), "text/html") {
			app.serve(w, r)
			return
		}
		root.serve(w, r)
	}}
	return nil
}

// file serves a file. The names of those in assets change with their content.
func (f Frontend) file(name string) (http.HandlerFunc, error) {
	content, err := fs.ReadFile(f.Files, name)
	if err != nil {
		return nil, err
	}
	kind, known := contentTypes[path.Ext(name)]
	if !known {
		return nil, fmt.Errorf("no content type is known for %s", name)
	}
	caching := "no-cache"
	if strings.HasPrefix(name, "assets/") {
		caching = "public, max-age=31536000, immutable"
	}
	return func(w http.ResponseWriter, _ *http.Request) {
		h := w.Header()
		h.Set("Content-Type", kind)
		h.Set("Content-Security-Policy", frontendPolicy)
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", caching)
		_, _ = w.Write(content) // the client has gone: nobody is left to tell
	}, nil
}

// signIn gives out a token. The key is what protects it: other users of the machine and pages of
// other origins do not have it. A page whose name was made to lead here has another Host.
func (f Frontend) signIn(w http.ResponseWriter, r *http.Request) {
	request.Match(r.Context(), request.Route{Operation: "sign-in", Pattern: tokenPath})
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		refuse(w, r, http.StatusMethodNotAllowed, "Method not allowed")
		return
	}
	if !isLoopback(r.Host) {
		refuse(w, r, http.StatusForbidden, "Tokens are given out on loopback only")
		return
	}
	key := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	session, ok := f.SignIn(key, r.URL.Query().Get("user"))
	if !ok {
		refuse(w, r, http.StatusForbidden, "The key or the user is not one of entask dev")
		return
	}
	writeJSON(w, session)
}

func isLoopback(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = strings.Trim(host, "[]")
	}
	ip := net.ParseIP(name)
	return name == "localhost" || ip != nil && ip.IsLoopback()
}
