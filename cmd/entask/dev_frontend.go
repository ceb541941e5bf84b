package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"time"

	"github.com/entask/entask/internal/service/config"
	"github.com/entask/entask/internal/service/frontend"
	"github.com/entask/entask/internal/service/server"
)

// devUsers are those whom the app of entask dev can be: two, so that one can see that neither
// reaches the tasks of the other.
var devUsers = []string{"dev", "ann"}

// devTokenFor is how long a token of the app is valid. It asks for another by itself.
const devTokenFor = 15 * time.Minute

// devFrontend is the app of entask dev, and the key by which it signs in.
type devFrontend struct {
	server.Frontend

	key string
}

// newDevFrontend returns the app, if this binary has it. The key follows from the secret, so that
// a page goes on after a restart. It stands in the fragment of the URL, which a browser sends to
// nobody.
func newDevFrontend(cfg config.Config, secret string) devFrontend {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("the frontend of entask dev"))
	key := base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:16])
	files := frontend.Files()
	if files == nil {
		return devFrontend{}
	}
	signIn := func(given, user string) (server.Session, bool) {
		if user == "" {
			user = devUsers[0]
		}
		if !hmac.Equal([]byte(given), []byte(key)) || !slices.Contains(devUsers, user) {
			return server.Session{}, false
		}
		token, err := sign(cfg, secret, user, devTokenFor)
		return server.Session{Token: token, User: user, Users: devUsers}, err == nil
	}
	return devFrontend{server.Frontend{Files: files, SignIn: signIn}, key}
}

// at returns the URL of the app of a service; "" without one.
func (f devFrontend) at(url string) string {
	if f.Files == nil {
		return ""
	}
	return url + "/#key=" + f.key
}
