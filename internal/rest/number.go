package rest

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"

	"entgo.io/ent/schema/field"
)

// number is what a bound of a number is written as.
type number interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~float32 | ~float64
}

// Min asks for least or more.
//
//	rest.Field(field.Int("pages"), rest.Min(1))
func Min[N number](least N) Rule { return numbers(Bounds{Min: written(least)}) }

// Max asks for most or less.
//
//	rest.Field(field.Float("discount"), rest.Max(0.5))
func Max[N number](most N) Rule { return numbers(Bounds{Max: written(most)}) }

// Range asks for a number from least to most, both included.
//
//	rest.Field(field.Int8("stars"), rest.Range(1, 5))
func Range[N number](least, most N) Rule {
	return numbers(Bounds{Min: written(least), Max: written(most)})
}

func written[N number](n N) json.Number { return json.Number(fmt.Sprint(n)) }

func numbers(b Bounds) Rule {
	return func(d *field.Descriptor) Bounds {
		if validate := validators[d.Info.Type]; validate != nil {
			d.Validators = append(d.Validators, validate(b))
		} // another type is refused when the code is generated
		return b
	}
}

// validators make Ent's validator of each type of number.
var validators = map[field.Type]func(Bounds) any{
	field.TypeInt:     within[int],
	field.TypeInt8:    within[int8],
	field.TypeInt16:   within[int16],
	field.TypeInt32:   within[int32],
	field.TypeInt64:   within[int64],
	field.TypeUint:    within[uint],
	field.TypeUint8:   within[uint8],
	field.TypeUint16:  within[uint16],
	field.TypeUint32:  within[uint32],
	field.TypeUint64:  within[uint64],
	field.TypeFloat32: within[float32],
	field.TypeFloat64: within[float64],
}

func within[N number](b Bounds) any {
	least, _ := new(big.Rat).SetString(b.Min.String())
	most, _ := new(big.Rat).SetString(b.Max.String())
	return func(v N) error {
		n, ok := new(big.Rat).SetString(written(v).String())
		switch {
		case !ok:
			return errors.New("must be a finite number")
		case least != nil && n.Cmp(least) < 0:
			return fmt.Errorf("must be at least %s", b.Min)
		case most != nil && n.Cmp(most) > 0:
			return fmt.Errorf("must be at most %s", b.Max)
		}
		return nil
	}
}
