// Package service is the group of the running service: everything between a socket and
// the generated handlers. It has no code of its own.
//
//	server       HTTP around the API: limits, CORS, logs, metrics, health, an orderly stop
//	api          finishes a generated server: who is asking, errors to statuses, another attempt
//	contract     holds requests against the OpenAPI document
//	auth         a bearer token to a viewer
//	webhook      what the auth server sends, and who signed it
//	admission    who may use the database next, and who would wait too long
//	live         change feeds as streams, and replies that wait
//	notice       says in replies which operations are deprecated, by the document
//	price        what a request costs, by the document
//	ratelimit    counts what somebody does, in memory or in Redis
//	mcp          the API as tools for agents
//	handler      the operations that are written by hand
//	idempotency  runs a request at most once for its Idempotency-Key
//	openapi      the document in another version of OpenAPI
//	guide        what the service says of itself to language models
//	frontend     the example app, built, for entask dev
//	config       the settings, read once
//	logging      the logger, one line for each record
//	audit        who did what to which rows
//	telemetry    metrics and traces
//
// A request passes them in this order:
//
//	server    gives it an identity, a deadline and a line in the log; may refuse it
//	notice    adds to its answer whether its operation is deprecated
//	live      asks all that follows for page after page, where a client follows a change feed
//	ogent     (generated) finds the operation of its path
//	api       turns its token into a viewer, within the limits of ratelimit
//	contract  refuses what the document forbids and ogen lets pass
//	price     says what it costs, which api takes from the limit
//	ogent     decodes and validates it
//	handler   runs the operation by way of ent, in idempotency's transaction if it has a key
//	admission gives it a slot before its first statement, or refuses it
//	api       makes a problem document of any error, or begins an undone operation again
//
// A message of an agent passes server and a guard of api, which checks its token. Then mcp makes
// requests of the API of it, each of which passes server and everything else anew.
//
// Start with server.New, which puts the middleware in order, and with api.New. What the
// steps tell each other is in package internal/runtime/request.
//
// The group must not import a database driver, the generator, or anything of
// internal/proof: cmd/entask opens the database and hands it over. Only handler and
// idempotency know the entities of this project; the others serve any generated
// application. Of these packages, only api imports others: auth, contract, live, notice,
// price, ratelimit and webhook.
package service
