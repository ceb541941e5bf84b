// Package cost looks for the dearest request: what one client can make the service compute
// with one request, whether it follows the document or not.
//
// A request is made from bytes (program_test.go), for every operation of the document of two
// applications (services_test.go), and served in this process as the service serves it. Its
// price is processor time of this thread, compared with that of a good request of its size
// (price_test.go). Start with FuzzCost.
package cost

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// dearest is how many times the price of a good request of its size a request may have.
const dearest = 20

// mostReply is how many bytes the answer to a refused request may have.
const mostReply = 64 << 10

// FuzzCost fails for a request that is dearer than 20 good ones of its size, or whose
// refusal is larger than a refusal has to be.
func FuzzCost(f *testing.F) {
	types, batches := services(f)
	f.Fuzz(func(t *testing.T, program []byte) {
		for _, s := range []*service{types, batches} {
			s.next(t)
			r := s.make(program)
			if times := s.judge(t, r); times > dearest {
				t.Errorf("%s: %.1f times the price of a good request of %d bytes, want at most %d", s.name, times, len(r.raw), dearest)
			}
		}
	})
}

// tries is how many requests TestDearest sends to each service, after those that are always
// tried.
const tries = 1500

// TestDearest looks for the dearest request: it makes some by chance, and changes those
// that were dear. It says which was dearest.
func TestDearest(t *testing.T) {
	types, batches := services(t)
	for _, s := range []*service{types, batches} {
		t.Run(s.name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(1, 2)) // the same in every run
			var dear []found
			statuses := map[int]int{}
			for range tries {
				s.next(t)
				made := found{program: mutate(random, dear)}
				made.request = s.make(made.program)
				made.times = s.judge(t, made.request)
				statuses[made.request.status]++
				if made.times > dearest {
					t.Errorf("%.1f times the price of a good request of its size, want at most %d: %s, made by the program %q", made.times, dearest, made.request, made.program)
				}
				dear = append(dear, made)
				slices.SortFunc(dear, func(a, b found) int { return cmp.Compare(b.times, a.times) })
				dear = dear[:min(len(dear), 32)]
			}
			t.Logf("dearest: %.1f times a good request of its size: %s; statuses: %v", dear[0].times, dear[0].request, statuses)
			for _, status := range []int{200, 201, 400, 404, 422} {
				if statuses[status] == 0 {
					t.Errorf("no request was answered %d: the programs miss what they are for", status)
				}
			}
		})
	}
}

// found is a request that was tried.
type found struct {
	program []byte
	request *request
	times   float64
}

// mutate returns a new program, or one that was dear with some bytes changed.
func mutate(random *rand.Rand, dear []found) []byte {
	if len(dear) == 0 || random.IntN(2) == 0 {
		made := make([]byte, 4+random.IntN(60))
		for i := range made {
			made[i] = byte(random.Uint32())
		}
		return made
	}
	made := slices.Clone(dear[random.IntN(len(dear))].program)
	for range 1 + random.IntN(3) {
		made[random.IntN(len(made))] = byte(random.Uint32())
	}
	return made
}

// String describes a request briefly.
func (r *request) String() string {
	return fmt.Sprintf("%d bytes, %d: %.300q", len(r.raw), r.status, r.raw)
}
