// Package frontend holds the example app of web/example, built, for entask dev. The build tag
// image leaves it out.
//
// npm run bundle --prefix web writes the folder dist, and CI compares the two. The package
// knows no HTTP: internal/service/server serves the files.
package frontend
