package plan

import "github.com/entask/entask/internal/rest"

// nameOperations gives an operation id to each batch, toggle, change feed and sub-list, and a
// name to the body of each. It is made of the entity's name and of what it does, and could be that of
// another entity's: the list of Order's items that of every OrderItem. The operations that
// every entity has come first, then batches, toggles and sub-lists in the order of the
// schemas; what finds its name taken is called "listItemsOfOrder".
func (api *API) nameOperations() {
	n := names{operations: map[string]bool{}, schemas: map[string]bool{}}
	for _, h := range api.Handlers() {
		n.operations[h.ID] = true
	}
	if api.Me() != "" {
		n.operations[ExportMe], n.operations[EraseMe] = true, true
	}
	for _, e := range api.Entities {
		n.operations["list"+e.Plural] = true
		for _, verb := range []string{"create", "read", "put", "update", "delete"} {
			n.operations[verb+e.Name] = e.REST.Does(rest.Operation(verb))
		}
		n.operations["restore"+e.Name] = e.Trashes()
		n.schemas[e.Name] = e.Replies()
		n.schemas[e.Name+"Create"] = e.REST.Does(rest.Create)
		n.schemas[e.Name+"Update"] = e.Updates()
	}
	api.Problem = n.schemas.first("Problem", "ProblemDetails")
	api.BrokenRule = n.schemas.first("BrokenRule", "BrokenRuleDetails")
	for _, e := range api.Entities {
		e.batches = map[string]string{}
		for _, verb := range []string{"create", "update", "delete"} {
			if e.BatchOf(rest.Operation(verb)) {
				e.batches[verb] = n.operations.first(verb+e.Name+"Batch", verb+"BatchOf"+e.Plural)
			}
		}
		if e.BatchOf(rest.Update) {
			e.batchBody = n.schemas.first(e.Name+"BatchUpdate", "BatchUpdateOf"+e.Plural)
		}
		for _, f := range e.Toggles() {
			f.toggle = n.operations.first(f.ToggleVerb()+e.Name, f.ToggleVerb()+"Of"+e.Name)
			f.toggleBody = n.schemas.first(e.Name+"Toggle"+f.StructField(), "Toggle"+f.StructField()+"Of"+e.Name)
		}
	}
	for _, e := range api.Entities {
		if e.Syncable() {
			e.feed = n.operations.first("list"+e.Name+"Changes", "listChangesOf"+e.Plural)
			e.feedBody = n.schemas.first(e.Name+"Changes", "ChangesOf"+e.Plural)
		}
		for _, edge := range e.SubLists() {
			edge.list = n.operations.first("list"+e.Name+edge.StructField(), "list"+edge.StructField()+"Of"+e.Name)
		}
	}
	for _, e := range api.Entities {
		if e.RestoresBatch() {
			e.batches[Restore] = n.operations.first(Restore+e.Name+"Batch", Restore+"BatchOf"+e.Plural)
		}
		for _, verb := range []string{"create", "update", "delete"} {
			if e.BatchOf(rest.Operation(verb)) {
				e.batches[verb+"Each"] = n.operations.first(verb+"Each"+e.Name, verb+"EachOf"+e.Plural)
			}
		}
		if e.REST.Batch {
			e.outcome = n.schemas.first(e.Name+"Outcome", "OutcomeOf"+e.Plural)
		}
		if e.BatchOf(rest.Update) {
			e.eachBody = n.schemas.first(e.Name+"EachUpdate", "EachUpdateOf"+e.Plural)
		}
	}
}

// names are what is taken.
type names struct{ operations, schemas taken }

type taken map[string]bool

// first takes the first name that is free; where none is, the document refuses the last.
func (t taken) first(name, other string) string {
	if t[name] {
		name = other
	}
	t[name] = true
	return name
}

// BatchOperation is the operation id of a batch: "createTaskBatch" of the verb "create",
// "createEachTask" of "createEach".
func (e *Entity) BatchOperation(verb string) string { return e.batches[verb] }

// BatchBody is the schema of the body of a batch of updates: "TaskBatchUpdate".
func (e *Entity) BatchBody() string { return e.batchBody }

// Outcome is the schema of what becomes of one item of a batch: "TaskOutcome".
func (e *Entity) Outcome() string { return e.outcome }

// EachBody is the schema of the body of a batch whose rows are updated each for itself:
// "TaskEachUpdate".
func (e *Entity) EachBody() string { return e.eachBody }

// ToggleOperation is the operation id of a toggle: "completeTask".
func (f *Field) ToggleOperation() string { return f.toggle }

// ToggleType is the schema of a toggle's body: "TaskToggleCompleted".
func (f *Field) ToggleType() string { return f.toggleBody }

// ListOperation is the operation id of a sub-list: "listProjectTasks".
func (e *Edge) ListOperation() string { return e.list }
