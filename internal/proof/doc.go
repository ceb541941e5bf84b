// Package proof is the group of what shows that the promises are kept. It has no code of
// its own.
//
//	conformance  a service against its own document, for any entity
//	edges        what the links between rows promise, on the application with most of them
//	feed         who follows a change feed has what the list returns
//	hidden       no operation reaches a row that an interceptor or a policy hides
//	published    everybody reads what is published, and its owner alone writes it
//	e2e          the real binary over real HTTP, on each database
//	cost         no request is much dearer than a good one of its size
//	floods       the real binary while one client takes what it can
//	faults       the real binary while what it stands on breaks
//	proxy        stands between a program and PostgreSQL, and breaks what passes
//	deploy       what operators are given: manifests, alerts, a dashboard, the runbook
//	bench        what a request costs, beside the same API written by hand
//	backup       a backup that is restored, also under another role, is whole
//	recipes      what the pages of docs tell a reader to do
//	layout       who may import whom, and what may be written where
//	harness      starts generated applications for tests of any group
//
// Its tests may import anything, its programs what they start and what they measure; nothing
// that is shipped may import the group. A test of one
// package stands beside that package. What stands here needs the whole service, or a
// generated application.
//
// Start with conformance.Run, which covers a new entity without a line being written for
// it, and with e2e's harness_test.go.
package proof
