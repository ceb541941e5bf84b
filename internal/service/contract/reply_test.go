package contract

import "testing"

const batches = `{"paths": {"/notes/batch": {
	"post": {"operationId": "createNoteBatch", "requestBody": {"content": {"application/json": {"schema": {"type": "array", "maxItems": 100, "items": {"$ref": "#/components/schemas/NoteCreate"}}}}},
		"responses": {"201": {"content": {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Note"}}}}}, "422": {"$ref": "#/components/responses/x"}}},
	"patch": {"operationId": "updateNoteBatch", "requestBody": {"content": {"application/json": {"schema": {"type": "object", "properties": {
			"ids": {"type": "array", "maxItems": 100, "items": {"type": "string", "format": "uuid"}}, "change": {"$ref": "#/components/schemas/NoteCreate"}}}}}},
		"responses": {"200": {"content": {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Note"}}}}}}},
	"put": {"operationId": "updatePageBatch", "requestBody": {"content": {"application/json": {"schema": {"type": "object", "properties": {
			"ids": {"type": "array", "maxItems": 100, "items": {"type": "string", "format": "uuid"}}}}}}},
		"responses": {"200": {"content": {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Page"}}}}}}},
	"delete": {"operationId": "deleteNoteBatch", "responses": {"204": {}}}},
	"/notes": {"get": {"operationId": "listNotes", "responses": {"200": {"content": {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Note"}}}}}}},
	"post": {"operationId": "createNote", "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/NoteCreate"}}}},
		"responses": {"201": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Note"}}}}}}}},
	"components": {"schemas": {"NoteCreate": {"type": "object", "properties": {"text": {"type": "string", "maxLength": 1000}}},
		"Page": {"type": "object", "properties": {"text": {"type": "string"}, "tags": {"type": "array", "items": {"type": "string"}}, "n": {"type": "integer"}}},
		"Note": {"type": "object", "properties": {"text": {"type": "string", "maxLength": 1000},
			"notes": {"type": "array", "maxItems": 100, "items": {"$ref": "#/components/schemas/Note"}}, "above": {"$ref": "#/components/schemas/Note"}}}}}}`

// TestReply: what a batch answers is known before it is done, by what its body can name.
func TestReply(t *testing.T) {
	c, err := Compile([]byte(batches), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		operation   string
		body        int
		least, most int64
	}{
		{"createNoteBatch", len(`[{"text":"a"}]`), 14, 8 << 10},
		{"createNoteBatch", 100_000, 100_000, 100_000 + 100*2<<10},
		{"updateNoteBatch", len(`{"ids":["01a22692-d45c-713f-bbd3-b33798f1ccb3"],"change":{}}`), 6_000, 13_000},
		{"updateNoteBatch", 4_000, 600_000, 620_000},
		{"updateNoteBatch", 60_000, 600_000, 620_000},
		{"updatePageBatch", 74, 3 * 2 * 64 << 10, 3*2*64<<10 + 3*1024}, // each text of any length came in a body
		{"updatePageBatch", 4_000, 100 * 2 * 64 << 10, 100 * (2*64<<10 + 1024)},
		{"deleteNoteBatch", 4_000, 0, 0},
		{"listNotes", 0, 0, 0},
		{"createNote", 4_000, 0, 0},
		{"unknown", 4_000, 0, 0},
	} {
		if got := c.Reply(tc.operation, tc.body); got < tc.least || got > tc.most {
			t.Errorf("%s of %d bytes: %d, want %d to %d", tc.operation, tc.body, got, tc.least, tc.most)
		}
	}
}
