package value

import "encoding/json"

// Broken is a rule of the schema that a value breaks, in the words of rest.Checked.
type Broken string

// Error implements error.
func (b Broken) Error() string { return string(b) }

// Rule adds to Check, of the same field, what the field's validator asks for, which the
// sentence says.
func Rule[V any](check func([]byte) error, validate func(V) error, sentence string) func(raw []byte) error {
	return func(raw []byte) error {
		if err := check(raw); err != nil {
			return err
		}
		var v V
		if err := json.Unmarshal(raw, &v); err != nil {
			return err
		}
		if validate(v) != nil {
			return Broken(sentence)
		}
		return nil
	}
}

// OwnRule is Rule for a field whose Go type validates itself.
func OwnRule[M any, T interface{ Validate() error }](set func(M, T), sentence string) func(raw []byte) error {
	return Rule(Check(set), T.Validate, sentence)
}
