package main

import (
	"context"
	"errors"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/postgres/cluster"
)

// server is a throwaway PostgreSQL that starts on first use.
type server struct{ cluster *cluster.Cluster }

// with calls use with the URL of a new database, and then drops it and every role that
// was created.
func (s *server) with(ctx context.Context, use func(url string) error) (err error) {
	if s.cluster == nil {
		if s.cluster, err = cluster.StartInMemory(ctx); err != nil {
			return err
		}
	}
	admin, err := database.Open(ctx, database.Options{URL: s.cluster.URL("postgres")})
	if err != nil {
		return err
	}
	defer func() { _ = admin.Close() }()
	if _, err := admin.SQL().ExecContext(ctx, "CREATE DATABASE draft TEMPLATE template0"); err != nil {
		return err
	}
	defer func() {
		_, dropErr := admin.SQL().ExecContext(ctx, "DROP DATABASE draft WITH (FORCE)")
		_, roleErr := admin.SQL().ExecContext(ctx, `DO $$ DECLARE r name; BEGIN
	FOR r IN SELECT rolname FROM pg_roles WHERE oid >= 16384 LOOP EXECUTE format('DROP ROLE %I', r); END LOOP;
END $$`)
		err = errors.Join(err, dropErr, roleErr)
	}()
	return use(s.cluster.URL("draft"))
}

func (s *server) stop() {
	if s.cluster != nil {
		_ = s.cluster.Stop()
	}
}
