package ask

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/entask/entask/internal/rest"
)

// numberRule returns the range that a validator of numbers asks for.
func numberRule(validator any) (rest.Bounds, bool) {
	switch ok := validator.(type) {
	case func(int) error:
		return rangeOf(signed[int](), ok)
	case func(int8) error:
		return rangeOf(signed[int8](), ok)
	case func(int16) error:
		return rangeOf(signed[int16](), ok)
	case func(int32) error:
		return rangeOf(signed[int32](), ok)
	case func(int64) error:
		return rangeOf(signed[int64](), ok)
	case func(uint) error:
		return rangeOf(unsigned[uint](), ok)
	case func(uint8) error:
		return rangeOf(unsigned[uint8](), ok)
	case func(uint16) error:
		return rangeOf(unsigned[uint16](), ok)
	case func(uint32) error:
		return rangeOf(unsigned[uint32](), ok)
	case func(uint64) error:
		return rangeOf(unsigned[uint64](), ok)
	case func(float32) error:
		return rangeOf(float32s(), ok)
	case func(float64) error:
		return rangeOf(float64s(), ok)
	default:
		return rest.Bounds{}, false
	}
}

// rangeOf finds the range that a validator accepts, and asks again whether it is one.
func rangeOf[N any](s scale[N], validate func(N) error) (rest.Bounds, bool) {
	accepts := func(n uint64) bool { return validate(s.at(n)) == nil }
	inside, ok := accepted(s, accepts)
	if !ok {
		return rest.Bounds{}, false
	}
	least := boundary(0, inside, accepts)
	most := s.greatest - boundary(0, s.greatest-inside, func(n uint64) bool { return accepts(s.greatest - n) })
	if !foretold(s.greatest, accepts, least, most) {
		return rest.Bounds{}, false
	}
	var b rest.Bounds
	if least > 0 {
		b.Min = json.Number(fmt.Sprint(s.at(least)))
	}
	if most < s.greatest {
		b.Max = json.Number(fmt.Sprint(s.at(most)))
	}
	return b, true
}

// accepted looks for a value that a validator accepts: at the edges, among numbers of
// every size, and then among all of some millions.
func accepted[N any](s scale[N], accepts func(uint64) bool) (uint64, bool) {
	for _, n := range []uint64{s.place(0), s.place(1), s.place(-1), 0, s.greatest} {
		if accepts(n) {
			return n, true
		}
	}
	for size := 1e-9; size < 1e300; size *= 1.01 {
		for _, n := range []uint64{s.place(size), s.place(-size)} {
			if accepts(n) {
				return n, true
			}
		}
	}
	const every = 1_000_000
	for i := -every; i <= every; i++ {
		for _, n := range []uint64{s.place(float64(i)), s.place(float64(i) / 1000)} {
			if accepts(n) {
				return n, true
			}
		}
	}
	return 0, false
}

// boundary returns the least number from which all are accepted, up to one that is.
func boundary(from, to uint64, accepts func(uint64) bool) uint64 {
	if accepts(from) {
		return from
	}
	for to-from > 1 {
		if middle := from + (to-from)/2; accepts(middle) {
			to = middle
		} else {
			from = middle
		}
	}
	return to
}

// rounds is how many questions of each kind are asked a second time.
const rounds = 2_000

// foretold says whether a validator accepts from least to most and nothing else: near
// both, anywhere, and at every distance from them.
func foretold(greatest uint64, accepts func(uint64) bool, least, most uint64) bool {
	random := rand.New(rand.NewPCG(least, most)) //nolint:gosec // the same questions every time
	asked := []uint64{0, greatest}
	for _, edge := range []uint64{least, most} {
		for distance := uint64(1); distance != 0 && distance <= greatest; distance *= 2 {
			asked = append(asked, edge-min(edge, distance), edge+min(greatest-edge, distance))
		}
	}
	for i := range uint64(rounds) {
		for _, edge := range []uint64{least, most} {
			asked = append(asked, edge-min(edge, i), edge+min(greatest-edge, i))
		}
		asked = append(asked, least+between(random, most-least), between(random, greatest))
	}
	for _, n := range asked {
		if accepts(n) != (least <= n && n <= most) {
			return false
		}
	}
	return true
}

// between returns a number from 0 to most.
func between(random *rand.Rand, most uint64) uint64 {
	if most == math.MaxUint64 {
		return random.Uint64()
	}
	return random.Uint64N(most + 1)
}
