package main

import (
	"context"
	"time"

	"github.com/entask/entask/internal/proof/proxy"
)

// aRequest is the service's request timeout, and a little more.
const aRequest = 17 * time.Second

// wires are faults of the connections between the service and its database.
var wires = []fault{
	{
		name: "connections cut by FIN", done: "all connections end, every 100 ms", holds: "the books agree", within: time.Second,
		try: loaded(cutting(proxy.FIN)),
	},
	{
		name: "connections cut by RST", done: "all connections are reset, every 100 ms", holds: "the books agree", within: time.Second,
		try: loaded(cutting(proxy.RST)),
	},
	{
		name: "connections refused", done: "all connections end, and new ones are refused for 2 s", holds: "the books agree", within: time.Second,
		try: loaded(func(ctx context.Context, s *stand) error {
			s.proxy.Refuse()
			s.proxy.Cut(proxy.RST)
			if err := pause(ctx, 2*time.Second); err != nil {
				return err
			}
			return s.proxy.Accept()
		}),
	},
	{
		name: "300 ms of latency", done: "every message takes 300 ms, in each direction, for 3 s", holds: "the books agree", within: time.Second,
		try: loaded(func(ctx context.Context, s *stand) error {
			s.proxy.Delay(300 * time.Millisecond)
			defer s.proxy.Delay(0)
			return pause(ctx, 3*time.Second)
		}),
	},
	{
		name: "packets lost for 3 s", done: "no packet arrives for 3 s; then TCP sends again what was lost", holds: "the books agree", within: time.Second,
		try: loaded(func(ctx context.Context, s *stand) error {
			s.proxy.Hold()
			defer s.proxy.Release()
			return pause(ctx, 3*time.Second)
		}),
	},
	{
		name: "black hole", waits: true, done: "every connection falls silent for good, and so do new ones for 3 s; PostgreSQL's side stays open", holds: "the books agree", within: aRequest,
		try: loaded(func(ctx context.Context, s *stand) error {
			s.proxy.Swallow(true)
			defer s.proxy.Swallow(false)
			return pause(ctx, 3*time.Second)
		}),
	},
}

func cutting(how proxy.End) func(context.Context, *stand) error {
	return func(ctx context.Context, s *stand) error {
		return repeatedly(ctx, s.lab.load, 100*time.Millisecond, func(int) error {
			s.proxy.Cut(how)
			return nil
		})
	}
}
