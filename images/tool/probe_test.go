package main

import (
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"
)

func TestProbeTakesEveryAnswerBelow400AsWell(t *testing.T) {
	for _, test := range []struct {
		status int
		want   string
	}{
		{http.StatusOK, ""},
		{http.StatusNoContent, ""},
		{399, ""},
		{http.StatusBadRequest, "answers 400 Bad Request"},
		{http.StatusServiceUnavailable, "answers 503 Service Unavailable"},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(test.status) }))
		err := probe(server.URL + "/ready")
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%d: %v", test.status, err)
		}
		server.Close()
	}
}

func TestProbeOfAnAddressAsksOnlyWhetherSomebodyListens(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	address := strings.TrimPrefix(server.URL, "http://")
	if err := probe(address); err != nil {
		t.Error(err)
	}
	server.Close()
	if err := probe(address); err == nil || !strings.Contains(err.Error(), "connection refused") {
		t.Errorf("nobody listens: %v", err)
	}
}

// What the engine looks at is the exit code.
func TestProbeExits0WhereItIsWellAnd1WhereItIsNot(t *testing.T) {
	program := t.TempDir() + "/belfry-tool"
	if output, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	for status, want := range map[int]int{http.StatusOK: 0, http.StatusServiceUnavailable: 1} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
		command := exec.Command(program, "probe", server.URL)
		command.Run()
		if code := command.ProcessState.ExitCode(); code != want {
			t.Errorf("%d: exit code %d", status, code)
		}
		server.Close()
	}
}
