// Package seed fills the table of tasks, with the same rows each time, as some years of
// use would: the rows of many users are interleaved in the order of their creation.
//
// Start with Fill. It knows the table by its columns, and no code of the service.
package seed

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Size is how much to fill in.
type Size struct {
	Rows  int
	Users int
}

// heavy says that one in so many users has a hundredth of all rows: of ten thousand users
// with a million tasks, ten have ten thousand each.
const heavy = 1000

// Heavy is how many users have a hundredth of all rows each: the first ones.
func (s Size) Heavy() int { return (s.Users + heavy - 1) / heavy }

// User returns the id of a user, in the form of Better Auth's ids.
func User(n int) string {
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(nil, uint64(n))) //nolint:gosec // it counts from 0
	return base32.StdEncoding.EncodeToString(sum[:20])
}

var (
	columns = []string{"id", "user_id", "created_at", "updated_at", "version", "title", "description", "completed", "priority", "due_date"}
	words   = strings.Fields("call write paint mend send water plan read clean order the a for with about garden letter report window bicycle invoice kitchen library neighbour holiday budget station")
)

// span is the time in which the rows were created.
var (
	from = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	span = 365 * 24 * time.Hour
)

// Fill copies the rows into an empty table, and leaves it as autovacuum does.
func Fill(ctx context.Context, conn *pgx.Conn, size Size) error {
	return fill(ctx, conn, size.owners())
}

// others is the number of tasks of each user whom FillLists does not name.
const others = 100

// FillLists is Fill with given numbers of tasks for the first users.
func FillLists(ctx context.Context, conn *pgx.Conn, rows int, lists []int) error {
	owners := make([]int, 0, rows)
	for user, tasks := range lists {
		for range tasks {
			owners = append(owners, user)
		}
	}
	for n := 0; len(owners) < rows; n++ {
		owners = append(owners, len(lists)+n/others)
	}
	return fill(ctx, conn, owners)
}

func fill(ctx context.Context, conn *pgx.Conn, owners []int) error {
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same rows each time
	random.Shuffle(len(owners), func(i, j int) { owners[i], owners[j] = owners[j], owners[i] })
	row := 0
	n, err := conn.CopyFrom(ctx, pgx.Identifier{"tasks"}, columns, pgx.CopyFromFunc(func() ([]any, error) {
		if row == len(owners) {
			return nil, nil
		}
		created := from.Add(span / time.Duration(len(owners)) * time.Duration(row)).Truncate(time.Microsecond)
		values := task(random, User(owners[row]), created)
		row++
		return values, nil
	}))
	if err != nil {
		return fmt.Errorf("copy tasks, %d so far: %w", n, err)
	}
	_, err = conn.Exec(ctx, "VACUUM (ANALYZE, FREEZE) tasks")
	return err
}

// owners returns the owners of the rows.
func (s Size) owners() []int {
	owners := make([]int, 0, s.Rows)
	for user := range s.Heavy() {
		for range s.Rows / 100 {
			owners = append(owners, user)
		}
	}
	for user := s.Heavy(); len(owners) < s.Rows; user++ {
		if user >= s.Users {
			user = s.Heavy()
		}
		owners = append(owners, user)
	}
	return owners
}

func task(random *rand.Rand, user string, created time.Time) []any {
	updated, version := created, 1
	if random.IntN(2) == 0 {
		updated = created.Add(time.Duration(random.IntN(30*24)) * time.Hour)
		version += random.IntN(5)
	}
	var description, due any
	if random.IntN(3) > 0 {
		description = text(random, 5+random.IntN(25))
	}
	if random.IntN(2) == 0 {
		due = created.Add(time.Duration(random.IntN(60)) * 24 * time.Hour)
	}
	return []any{
		id(random, created), user, created, updated, version, text(random, 2+random.IntN(5)),
		description, random.IntN(10) < 3, []string{"low", "medium", "high"}[random.IntN(3)], due,
	}
}

// id returns a UUID of version 7 (RFC 9562) of a time.
func id(random *rand.Rand, at time.Time) uuid.UUID {
	var u uuid.UUID
	binary.BigEndian.PutUint64(u[:8], uint64(at.UnixMilli())<<16|uint64(random.IntN(1<<12))) //nolint:gosec // it is after 1970
	binary.BigEndian.PutUint64(u[8:], random.Uint64())
	u[6] = u[6]&0x0f | 0x70
	u[8] = u[8]&0x3f | 0x80
	return u
}

func text(random *rand.Rand, n int) string {
	chosen := make([]string, n)
	for i := range chosen {
		chosen[i] = words[random.IntN(len(words))]
	}
	return strings.Join(chosen, " ")
}
