package document

import (
	"reflect"
	"slices"
)

// revalidated adds to an operation that reads what lets a client ask whether its reply is
// still the same.
func revalidated(op object) object {
	responses := op["responses"].(object) //nolint:forcetypeassert // every operation has them
	same := responses["200"].(object)     //nolint:forcetypeassert // it reads
	headers, _ := same["headers"].(object)
	if headers == nil {
		headers = object{}
		same["headers"] = headers
	}
	headers["ETag"] = contentTag()
	responses["304"] = notModified(object{"ETag": contentTag()})
	parameters, _ := op["parameters"].([]any)
	op["parameters"] = append(parameters, ifNoneMatch())
	return op
}

// HideRevalidation takes back what revalidated adds, because no handler knows of it.
func HideRevalidation(op map[string]any) {
	responses, _ := op["responses"].(object)
	same, _ := responses["304"].(object)
	if !reflect.DeepEqual(same, notModified(object{"ETag": contentTag()})) {
		return
	}
	delete(responses, "304")
	read, _ := responses["200"].(object)
	headers, _ := read["headers"].(object)
	if delete(headers, "ETag"); len(headers) == 0 {
		delete(read, "headers")
	}
	parameters, _ := op["parameters"].([]any)
	parameters = slices.DeleteFunc(parameters, func(p any) bool { return reflect.DeepEqual(p, ifNoneMatch()) })
	if op["parameters"] = parameters; len(parameters) == 0 {
		delete(op, "parameters")
	}
}

func notModified(headers object) object {
	return object{"description": "It has not changed.", "headers": headers}
}

// contentTag is the header of a response that has no version.
func contentTag() object {
	return always(header("A weak entity tag of what the reply says (RFC 9110).", object{"type": "string", "example": `W/"8f1d2a6c0b3e4f57"`}))
}

func ifNoneMatch() object {
	return headerParameter("If-None-Match", "Entity tags of which none may be the present one; otherwise the answer is 304.", object{"type": "string"})
}
