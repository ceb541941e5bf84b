package ask

import (
	"path/filepath"
	"reflect"
	"runtime"

	"entgo.io/ent/schema/field"
)

// ents is the folder of Ent's own validators.
var ents = filepath.Dir(fileOf(field.String))

// isEnts says whether the code of a validator is Ent's own. What somebody else wrote can
// ask for anything: its answers would prove nothing.
func isEnts(validator any) bool { return filepath.Dir(fileOf(validator)) == ents }

// fileOf is the file with the code of a function. It is the file of the source even
// where the compiler has moved a closure into another package.
func fileOf(fn any) string {
	pc := reflect.ValueOf(fn).Pointer()
	file, _ := runtime.FuncForPC(pc).FileLine(pc)
	return file
}
