//go:build tools

// Package tools names what is built from other modules as it is, so that go.mod keeps it.
package tools

import _ "github.com/rancher/local-path-provisioner"
