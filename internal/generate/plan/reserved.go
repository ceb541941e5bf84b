package plan

import (
	"fmt"
	"slices"
	"strings"

	"entgo.io/ent/entc/gen"
)

// What Ent writes whatever the schemas are called: declarations of package ent, methods of its
// client and of its transaction, and folders and files beside those of entities.
var (
	entDeclares = strings.Fields(`AggregateFunc As Asc Client CommitFunc CommitHook Committer ConstraintError Count
		Debug Desc Driver ErrTxStarted FromContext Hook InterceptFunc Interceptor IsConstraintError IsNotFound
		IsNotLoaded IsNotSingular IsValidationError Log MaskNotFound Max Mean Min MutateFunc Mutation Mutator
		NewClient NewContext NewTxContext NotFoundError NotLoadedError NotSingularError Op OpCreate OpDelete
		OpDeleteOne OpUpdate OpUpdateOne Open Option OrderFunc Policy Querier QuerierFunc Query QueryContext
		RollbackFunc RollbackHook Rollbacker Sum TraverseFunc Traverser Tx TxFromContext ValidationError Value
		checkColumn clientCtxKey columnCheck config hooks initCheck inters newConfig newTx querierAll
		querierCount queryHook scanWithInterceptors selector setContextOp txCtxKey txDriver withHooks
		withInterceptors`)
	entMethods = strings.Fields(`BeginTx Client Close Commit Debug Intercept Mutate OnCommit OnRollback Rollback
		Schema Tx Use WithDriver`)
	entFiles  = strings.Fields(`client ent enttest hook intercept migrate mutation predicate privacy runtime schema tx`)
	goFolders = strings.Fields(`internal main testdata vendor`)
)

// Declares returns what Ent and our templates declare in package ent for an entity of that
// name.
func Declares(name string) []string {
	label := asEnt("camel", asEnt("snake", name))
	names := []string{name, asEnt("plural", name), "Type" + name, "New" + name + "Client",
		"new" + name + "Mutation", "with" + name, "with" + name + "ID", strings.ToLower(name) + "Option"}
	for suffix := range strings.FieldsSeq("Client Create CreateBulk Delete DeleteOne Edges GroupBy Mutation Query Quota Select Update UpdateOne") {
		names = append(names, name+suffix)
	}
	for suffix := range strings.FieldsSeq("Names Table Trash Values") {
		names = append(names, label+suffix)
	}
	return names
}

// asEnt returns a name as a function of Ent's templates does.
func asEnt(function, name string) string {
	of, ok := gen.Funcs[function].(func(string) string)
	if !ok {
		return name
	}
	return of(name)
}

// Reserved says why no entity can be called name, or "".
func Reserved(name string) string {
	if err := gen.ValidSchemaName(name); err != nil {
		return "Ent cannot take it: " + err.Error()
	}
	folder := strings.ToLower(name)
	switch {
	case slices.Contains(goFolders, folder):
		return fmt.Sprintf("Go has a meaning of its own for the folder ent/%s", folder)
	case folder == "where": // whose own file Ent would write over that of its predicates
		return "Ent writes ent/where/where.go for itself"
	case folder == "sql":
		return "Ent imports a package of its own as entsql"
	case slices.Contains(entFiles, folder):
		return fmt.Sprintf("Ent writes ent/%s for itself", folder)
	case slices.Contains(entMethods, name):
		return fmt.Sprintf("Ent's client has a method %s", name)
	}
	for _, declared := range Declares(name) {
		if slices.Contains(entDeclares, declared) {
			return fmt.Sprintf("Ent declares %s for itself", declared)
		}
	}
	return ""
}
