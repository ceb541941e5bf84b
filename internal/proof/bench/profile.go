package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/entask/entask/internal/proof/bench/load"
)

// profileTime is how long the service is watched in each scenario.
const profileTime = 20 * time.Second

// profile puts each contender under each scenario for a while, and writes its CPU and
// allocation profiles into a folder.
func (b *bench) profile(ctx context.Context, folder string) error {
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return err
	}
	for _, c := range b.contenders {
		overlay, err := withProfiles(ctx, b.dir, c.folder)
		if err != nil {
			return err
		}
		if err := b.binaries.build(ctx, b.dir, c.program, overlay...); err != nil {
			return err
		}
		for _, s := range b.scenarios {
			b.say("profiling %s, %s", c.Name, s.Name)
			if err := b.profileOne(ctx, filepath.Join(folder, c.Name+"-"+s.Name), c, s); err != nil {
				return err
			}
		}
	}
	return nil
}

// profileOne takes all allocations since the start, because the start itself allocates
// little.
func (b *bench) profileOne(ctx context.Context, name string, c contender, s load.Scenario) (err error) {
	at, err := free(ctx)
	if err != nil {
		return err
	}
	srv, err := c.start(ctx, b.dir, b.binaries, b.db.URL(c.role), "BENCH_PROFILES="+at)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, srv.stop()) }()
	failed := make(chan error, 1)
	go func() {
		_, err := b.load.Run(ctx, srv.Address, s, 1, load.Bound{Time: profileTime + 2*time.Second})
		failed <- err
	}()
	for _, p := range []struct {
		path, file string
		indexes    []string
	}{
		{fmt.Sprintf("profile?seconds=%d", int(profileTime.Seconds())), name + "-cpu", []string{"samples"}},
		{"allocs", name + "-allocs", []string{"alloc_space", "alloc_objects"}},
	} {
		if err := fetch(ctx, "http://"+at+"/debug/pprof/"+p.path, p.file); err != nil {
			return err
		}
		for _, index := range p.indexes {
			if err := tops(ctx, p.file, index); err != nil {
				return err
			}
		}
	}
	return <-failed
}

// tops writes the top of a profile: by function, flat and cumulative, and by line.
func tops(ctx context.Context, file, index string) error {
	for name, flags := range map[string][]string{"flat": nil, "cum": {"-cum"}, "lines": {"-lines"}} {
		args := append([]string{"tool", "pprof", "-top", "-nodecount=80", "-sample_index=" + index}, flags...)
		out, err := exec.CommandContext(ctx, "go", append(args, file)...).Output()
		if err != nil {
			return fmt.Errorf("read %s: %w", file, err)
		}
		if err := os.WriteFile(fmt.Sprintf("%s-%s-%s.txt", file, index, name), out, 0o600); err != nil {
			return err
		}
	}
	return nil
}

func fetch(ctx context.Context, url, file string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return err
	}
	res, err := new(http.Client).Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	content, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	return os.WriteFile(file, content, 0o600)
}

// free returns an unused address of this machine.
func free(ctx context.Context) (string, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}
