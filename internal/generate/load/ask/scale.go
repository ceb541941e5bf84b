package ask

import "math"

// scale numbers the values of a type from the least to the greatest.
type scale[N any] struct {
	greatest uint64 // the number of the greatest; the least has 0
	at       func(uint64) N
	place    func(float64) uint64 // of what is nearest to a float
}

// signed is the scale of a type of integers with a sign.
func signed[N int | int8 | int16 | int32 | int64]() scale[N] {
	var least N
	for v := N(-1); v < 0; v *= 2 {
		least = v
	}
	s := scale[N]{
		greatest: uint64(^least) - uint64(least),
		at:       func(n uint64) N { return least + N(n) },
	}
	s.place = func(f float64) uint64 {
		switch {
		case f <= float64(least):
			return 0
		case f >= float64(^least):
			return s.greatest
		default:
			return uint64(int64(f)) - uint64(least) //nolint:gosec // wraps round to the distance
		}
	}
	return s
}

// unsigned is the scale of a type of integers without a sign.
func unsigned[N uint | uint8 | uint16 | uint32 | uint64]() scale[N] {
	s := scale[N]{greatest: uint64(^N(0)), at: func(n uint64) N { return N(n) }}
	s.place = func(f float64) uint64 {
		switch {
		case f <= 0:
			return 0
		case f >= float64(s.greatest):
			return s.greatest
		default:
			return uint64(f)
		}
	}
	return s
}

// float32s and float64s are the scales of floats: the bits of those with one sign are
// numbers in the same order.
func float32s() scale[float32] {
	top := uint64(math.Float32bits(math.MaxFloat32))
	return floats(top,
		func(bits uint64) float32 { return math.Float32frombits(uint32(bits)) }, //nolint:gosec // has 32
		func(f float64) uint64 { return uint64(math.Float32bits(float32(min(f, math.MaxFloat32)))) })
}

func float64s() scale[float64] {
	return floats(math.Float64bits(math.MaxFloat64), math.Float64frombits, math.Float64bits)
}

func floats[N float32 | float64](top uint64, from func(uint64) N, bits func(float64) uint64) scale[N] {
	return scale[N]{
		greatest: 2 * top,
		at: func(n uint64) N {
			if n < top {
				return -from(top - n)
			}
			return from(n - top)
		},
		place: func(f float64) uint64 {
			if f < 0 {
				return top - bits(-f)
			}
			return top + bits(f)
		},
	}
}
