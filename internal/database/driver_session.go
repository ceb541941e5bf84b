package database

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/entask/entask/internal/database/codec"
	"github.com/entask/entask/internal/database/wire"
	"github.com/entask/entask/internal/runtime/seal"
)

// viewerSetting sets the viewer for row-level security until the transaction ends.
const viewerSetting = "SELECT set_config('app.user_id', $1, true)"

// call is a statement to be sent.
type call struct {
	query string
	args  []any
	limit codec.Limit // of what it returns
	seal  *seal.Asked // what is asked for ahead of it; nil for nothing
	once  bool        // its text is not sent again: it is not prepared, and takes no arguments

	// row is given each row of a statement that is not the last of its flush. It may be nil.
	row func(values [][]byte)
}

// viewerIs sets the viewer; "" is nobody.
func viewerIs(id string) call { return call{query: viewerSetting, args: []any{id}} }

func newCall(query string, args any) (call, error) {
	argv, ok := args.([]any)
	if !ok {
		return call{}, fmt.Errorf("database: arguments are %T, want []any", args)
	}
	return call{query: query, args: argv}, nil
}

// session is the driver's state for one connection. It sends several statements in one flush
// without pgx's pipeline, which costs twice as much.
type session struct {
	conn    *pgx.Conn
	spreads bool // its database has Citus
	wire    *wire.Conn
	sent    int64 // on the wire before the statements of run; -1 until they are sent
	waiting waiting
	mode    pgx.QueryExecMode
	known   *simplelru.LRU[string, *description]
	stale   []string // names of statements to deallocate
	named   int
	args    codec.Arguments
	builder pgx.ExtendedQueryBuilder // of arguments that args cannot encode
}

// description is what the server said of a statement when it was asked.
type description struct {
	said    *pgconn.StatementDescription // nil where it may not be asked
	name    string                       // "" where the statement is not prepared
	types   []uint32                     // of its parameters
	formats []int16                      // of its columns
	columns []pgconn.FieldDescription    // with their formats
}

// undescribed stands for every statement that the server is not asked about.
var undescribed description

const sessionKey = "entask session"

// sessionOf returns the session of a connection; both live equally long.
func sessionOf(conn *pgx.Conn) *session {
	data := conn.PgConn().CustomData()
	if s, ok := data[sessionKey].(*session); ok {
		return s
	}
	cfg := conn.Config()
	s := &session{conn: conn, wire: wire.Of(conn.PgConn()), mode: cfg.DefaultQueryExecMode}
	s.known, _ = simplelru.NewLRU(max(cfg.StatementCacheCapacity, 2), func(_ string, d *description) {
		if d.name != "" {
			s.stale = append(s.stale, d.name)
		}
	}) // fails for no capacity only
	data[sessionKey] = s
	return s
}

// describe returns the description of a statement. The first time it costs a round trip,
// which also prepares the statement unless a pooler stands between.
func (s *session) describe(ctx context.Context, query string) (*description, error) {
	if s.mode == pgx.QueryExecModeExec {
		return &undescribed, nil
	}
	if d, ok := s.known.Get(query); ok {
		return d, nil
	}
	for len(s.stale) > 0 {
		if err := s.conn.Deallocate(ctx, s.stale[0]); err != nil {
			return nil, err
		}
		s.stale = s.stale[1:]
	}
	name := ""
	if s.mode == pgx.QueryExecModeCacheStatement {
		s.named++
		name = "entask_" + strconv.Itoa(s.named)
	}
	said, err := s.conn.Prepare(ctx, name, query)
	if err != nil {
		return nil, err
	}
	d := &description{said: said, name: name, types: said.ParamOIDs, columns: slices.Clone(said.Fields), formats: make([]int16, len(said.Fields))}
	for i, f := range said.Fields {
		d.formats[i] = codec.Format(f.DataTypeOID)
		d.columns[i].Format = d.formats[i]
	}
	s.known.Add(query, d)
	return d, nil
}

// run sends statements in one flush, and reads them to their end. It returns the result of
// the last one before COMMIT, or an error that outcome has not marked yet.
func (s *session) run(ctx context.Context, calls ...call) (*codec.Rows, error) {
	s.sent = -1
	watched := s.waiting.begin(ctx)
	defer s.waiting.end()
	batch := &pgconn.Batch{}
	at := len(calls) - 1
	if calls[at].query == commitSpread.query {
		at--
	}
	var columns []pgconn.FieldDescription
	for i, c := range calls {
		of, err := s.queue(watched, batch, c)
		if err != nil {
			return nil, err
		}
		if i == at {
			columns = of
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.sent = s.wire.Mark()
	results := s.conn.PgConn().ExecBatch(watched, batch)
	for _, c := range calls[:at] {
		if results.NextResult() {
			first := results.ResultReader()
			for c.row != nil && first.NextRow() {
				c.row(first.Values())
			}
			_, _ = first.Close() // its error is that of the batch
		}
	}
	var last *codec.Rows
	if results.NextResult() {
		last = codec.Read(results.ResultReader(), columns, calls[at].limit)
	}
	if last != nil && last.Abandoned() {
		s.abandon(results)
		return last, nil
	}
	err := results.Close()
	if err == nil && last == nil {
		err = errors.New("database: a statement without a result")
	}
	if err != nil {
		s.whole(err)
		s.failed(calls, err)
		if last != nil {
			_ = last.Close() // never fails
		}
		return nil, err
	}
	return last, nil
}

// abandon ends a connection whose result is not wanted to its end. pgx asks the server to
// cancel the statement, and closes the connection in the background.
func (s *session) abandon(results *pgconn.MultiResultReader) {
	_ = s.conn.PgConn().Conn().SetReadDeadline(time.Now()) // a connection that is broken has ended too
	_ = results.Close()                                    // which finds out
}

// fate returns what is known of the statements of run, which began at the time.
func (s *session) fate(begin time.Time) fate {
	return fate{sent: s.sent >= 0 && !s.wire.Untouched(s.sent), closed: s.conn.IsClosed(), took: time.Since(begin)}
}

// queue adds a statement to a batch, and returns its columns where they are known.
func (s *session) queue(ctx context.Context, batch *pgconn.Batch, c call) ([]pgconn.FieldDescription, error) {
	if c.once {
		batch.ExecParams(c.query, nil, nil, nil, nil)
		return nil, nil
	}
	d, err := s.describe(ctx, c.query)
	if err != nil {
		return nil, err
	}
	values, formats, err := s.encode(d, c.args)
	if err != nil {
		return nil, err
	}
	if d.name != "" {
		batch.ExecStatement(d.said, values, formats, d.formats)
		return d.columns, nil
	}
	batch.ExecParams(c.query, values, d.types, formats, d.formats)
	return nil, nil
}

// encode returns arguments as they are sent. They are valid until the next call.
func (s *session) encode(d *description, args []any) (values [][]byte, formats []int16, err error) {
	if s.args.Encode(d.types, args) {
		return s.args.Values, s.args.Formats, nil
	}
	err = s.builder.Build(s.conn.TypeMap(), d.said, args)
	return s.builder.ParamValues, s.builder.ParamFormats, err
}

// failed forgets statements that may have been prepared for another schema.
func (s *session) failed(calls []call, err error) {
	if _, violated := Violated(err); violated {
		return
	}
	if _, null := Null(err); null {
		return
	}
	for _, c := range calls {
		s.known.Remove(c.query)
	}
}
