// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"
	_ "embed"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"

	"entgo.io/ent/dialect"

	"github.com/entask/entask/internal/generate/testdata/graph/ent"
	"github.com/entask/entask/internal/runtime/app"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/trash"
	"github.com/entask/entask/internal/runtime/unique"
	"github.com/entask/entask/internal/runtime/userdata"
)

// Document is the OpenAPI document of the API.
//
//go:embed openapi.json
var Document []byte

// CRUD implements every operation.
type CRUD struct {
	Client *ent.Client
	// Once runs what must not be repeated, at most once for an Idempotency-Key.
	Once app.Once
	// Operations are those that are written by hand.
	Operations Operations
	// UserData is what is kept of users, who may export and erase it where a schema says
	// rest.UserData.
	UserData userdata.Data
}

// atMostOnce runs fn: where there is a key, at most once for it. An answer that was given
// before is given again only if kept agrees; nil always does.
func (h *CRUD) atMostOnce(ctx context.Context, key OptString, operation string, request any, answer *reply.JSON, kept func(context.Context, reply.JSON) error, fn func(context.Context, *ent.Client) error) error {
	once, ok := key.Get()
	if !ok {
		return fn(ctx, h.Client)
	}
	ran := false
	err := h.Once.Do(ctx, once, operation, request, answer, func(ctx context.Context, drv dialect.Driver) error {
		ran = true
		return fn(ctx, h.Client.WithDriver(drv))
	})
	if err == nil && !ran && kept != nil {
		err = kept(ctx, *answer)
	}
	return err
}

// inTx runs fn with a client of one transaction.
func (h *CRUD) inTx(ctx context.Context, fn func(context.Context, *ent.Client) error) error {
	tx, err := h.Client.Tx(ctx)
	if err != nil {
		return err
	}
	if err := fn(ctx, tx.Client()); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// NewTrash returns what the application keeps in the trash, in the database of a driver.
func NewTrash(drv dialect.Driver) trash.Bin {
	h := &CRUD{Client: ent.NewClient(ent.Driver(drv))}
	return trash.Bin{
		Driver: drv,
		Kinds: []trash.Kind{
			{
				Table: "cards", ID: "id", Owner: "user_id", Deleted: "deleted_at",
				View: "cards_trash", For: 2592000000 * time.Millisecond, Remove: h.purgeCard,
			},
			{
				Table: "folders", ID: "id", Owner: "user_id", Deleted: "deleted_at",
				View: "folders_trash", For: 2592000000 * time.Millisecond, Remove: h.purgeFolder,
			},
			{
				Table: "letters", ID: "id", Owner: "user_id", Deleted: "deleted_at",
				View: "letters_trash", For: 2592000000 * time.Millisecond, Remove: h.purgeLetter,
			},
			{
				Table: "persons", ID: "id", Owner: "user_id", Deleted: "deleted_at",
				View: "persons_trash", For: 2592000000 * time.Millisecond, Remove: h.purgePerson,
			},
		},
	}
}

// NewApp returns the application whose operations h implements.
func NewApp(h Handler) app.App {
	return app.App{
		Document: Document,
		Paths: map[string]string{
			CreateCardOperation:          "/api/cards",
			CreateCommentOperation:       "/api/comments",
			CreateDraftOperation:         "/api/drafts",
			CreateEachFolderOperation:    "/api/folders/batch/each",
			CreateEachProjectOperation:   "/api/projects/batch/each",
			CreateEachTaskOperation:      "/api/tasks/batch/each",
			CreateFolderOperation:        "/api/folders",
			CreateFolderBatchOperation:   "/api/folders/batch",
			CreateLetterOperation:        "/api/letters",
			CreateNoteOperation:          "/api/notes",
			CreatePersonOperation:        "/api/people",
			CreateProjectOperation:       "/api/projects",
			CreateProjectBatchOperation:  "/api/projects/batch",
			CreateTagOperation:           "/api/tags",
			CreateTaskOperation:          "/api/tasks",
			CreateTaskBatchOperation:     "/api/tasks/batch",
			DeleteCardOperation:          "/api/cards/{card_id}",
			DeleteCommentOperation:       "/api/comments/{comment_id}",
			DeleteDraftOperation:         "/api/drafts/{draft_id}",
			DeleteEachFolderOperation:    "/api/folders/batch/each",
			DeleteEachProjectOperation:   "/api/projects/batch/each",
			DeleteEachTaskOperation:      "/api/tasks/batch/each",
			DeleteFolderOperation:        "/api/folders/{folder_id}",
			DeleteFolderBatchOperation:   "/api/folders/batch",
			DeleteLetterOperation:        "/api/letters/{letter_id}",
			DeleteNoteOperation:          "/api/notes/{note_id}",
			DeletePersonOperation:        "/api/people/{person_id}",
			DeleteProjectOperation:       "/api/projects/{project_id}",
			DeleteProjectBatchOperation:  "/api/projects/batch",
			DeleteTagOperation:           "/api/tags/{tag_id}",
			DeleteTaskOperation:          "/api/tasks/{task_id}",
			DeleteTaskBatchOperation:     "/api/tasks/batch",
			EraseMeOperation:             "/api/me",
			ExportMeOperation:            "/api/me/export",
			ListCardsOperation:           "/api/cards",
			ListCommentChangesOperation:  "/api/comments/changes",
			ListCommentsOperation:        "/api/comments",
			ListDraftsOperation:          "/api/drafts",
			ListFolderChangesOperation:   "/api/folders/changes",
			ListFolderChildrenOperation:  "/api/folders/{folder_id}/children",
			ListFolderNotesOperation:     "/api/folders/{folder_id}/notes",
			ListFoldersOperation:         "/api/folders",
			ListLettersOperation:         "/api/letters",
			ListNotesOperation:           "/api/notes",
			ListPersonAdmirersOperation:  "/api/people/{person_id}/admirers",
			ListPersonCheckedOperation:   "/api/people/{person_id}/checked",
			ListPersonFollowersOperation: "/api/people/{person_id}/followers",
			ListPersonFollowingOperation: "/api/people/{person_id}/following",
			ListPersonFriendsOperation:   "/api/people/{person_id}/friends",
			ListPersonWrittenOperation:   "/api/people/{person_id}/written",
			ListPersonsOperation:         "/api/people",
			ListProjectTasksOperation:    "/api/projects/{project_id}/tasks",
			ListProjectsOperation:        "/api/projects",
			ListTagTasksOperation:        "/api/tags/{tag_id}/tasks",
			ListTagsOperation:            "/api/tags",
			ListTaskChangesOperation:     "/api/tasks/changes",
			ListTaskCommentsOperation:    "/api/tasks/{task_id}/comments",
			ListTaskTagsOperation:        "/api/tasks/{task_id}/tags",
			ListTasksOperation:           "/api/tasks",
			PutCardOperation:             "/api/cards/{card_id}",
			PutCommentOperation:          "/api/comments/{comment_id}",
			PutDraftOperation:            "/api/drafts/{draft_id}",
			PutFolderOperation:           "/api/folders/{folder_id}",
			PutLetterOperation:           "/api/letters/{letter_id}",
			PutNoteOperation:             "/api/notes/{note_id}",
			PutPersonOperation:           "/api/people/{person_id}",
			PutProjectOperation:          "/api/projects/{project_id}",
			PutTagOperation:              "/api/tags/{tag_id}",
			PutTaskOperation:             "/api/tasks/{task_id}",
			ReadCardOperation:            "/api/cards/{card_id}",
			ReadCommentOperation:         "/api/comments/{comment_id}",
			ReadDraftOperation:           "/api/drafts/{draft_id}",
			ReadFolderOperation:          "/api/folders/{folder_id}",
			ReadLetterOperation:          "/api/letters/{letter_id}",
			ReadNoteOperation:            "/api/notes/{note_id}",
			ReadPersonOperation:          "/api/people/{person_id}",
			ReadProjectOperation:         "/api/projects/{project_id}",
			ReadTagOperation:             "/api/tags/{tag_id}",
			ReadTaskOperation:            "/api/tasks/{task_id}",
			RestoreCardOperation:         "/api/cards/{card_id}/restore",
			RestoreFolderOperation:       "/api/folders/{folder_id}/restore",
			RestoreFolderBatchOperation:  "/api/folders/batch/restore",
			RestoreLetterOperation:       "/api/letters/{letter_id}/restore",
			RestorePersonOperation:       "/api/people/{person_id}/restore",
			ToggleTaskOperation:          "/api/tasks/{task_id}/toggle",
			UpdateCardOperation:          "/api/cards/{card_id}",
			UpdateCommentOperation:       "/api/comments/{comment_id}",
			UpdateDraftOperation:         "/api/drafts/{draft_id}",
			UpdateEachFolderOperation:    "/api/folders/batch/each",
			UpdateEachProjectOperation:   "/api/projects/batch/each",
			UpdateEachTaskOperation:      "/api/tasks/batch/each",
			UpdateFolderOperation:        "/api/folders/{folder_id}",
			UpdateFolderBatchOperation:   "/api/folders/batch",
			UpdateLetterOperation:        "/api/letters/{letter_id}",
			UpdateNoteOperation:          "/api/notes/{note_id}",
			UpdatePersonOperation:        "/api/people/{person_id}",
			UpdateProjectOperation:       "/api/projects/{project_id}",
			UpdateProjectBatchOperation:  "/api/projects/batch",
			UpdateTagOperation:           "/api/tags/{tag_id}",
			UpdateTaskOperation:          "/api/tasks/{task_id}",
			UpdateTaskBatchOperation:     "/api/tasks/batch",
		},
		Serve: func(p app.Parts) (http.Handler, error) {
			return NewServer(h, &authenticator{p},
				WithErrorHandler(p.Error),
				WithNotFound(p.NotFound),
				WithMethodNotAllowed(p.MethodNotAllowed),
			)
		},
		Invalid: func(err error) (string, error, bool) {
			if invalid, ok := errors.AsType[*ent.ValidationError](err); ok {
				return invalid.Name, invalid.Unwrap(), true
			}
			return "", nil, false
		},
		Uniques: slices.Concat([]unique.Index{}, uniquesCard),
	}
}

// typeJSON is the Content-Type of every reply, which all of them share.
var typeJSON = []string{"application/json; charset=utf-8"}

// typeFields is that of a list whose rows have only some of their fields.
var typeFields = []string{"application/vnd.entask.fields+json"}

// typeOf is the Content-Type of a list.
func typeOf(list reply.JSON) []string {
	if list.Partial() {
		return typeFields
	}
	return typeJSON
}

// errAbsent says that a parameter was not given.
var errAbsent = errors.New("not given")

// inQuery says whether a parameter is in the query.
func inQuery(query url.Values, name string) error {
	if query.Has(name) {
		return nil
	}
	return errAbsent
}

// inHeader says whether a parameter is in the header.
func inHeader(h http.Header, name string) error {
	if len(h.Values(name)) > 0 {
		return nil
	}
	return errAbsent
}

// authenticator implements SecurityHandler: whoever asks for the viewer reads the
// token from the request itself.
type authenticator struct{ app.Parts }

// HandleBearerAuth implements SecurityHandler.
func (a *authenticator) HandleBearerAuth(ctx context.Context, operation OperationName, _ BearerAuth) (context.Context, error) {
	return a.Authenticate(ctx, operation)
}
