package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const when1, when2 = "2024-01-01T00:00:00.000000001Z", "2024-01-01T00:00:00.000000002Z"

func frame(stream byte, text string) []byte {
	header := make([]byte, frameHeader)
	header[0] = stream
	binary.BigEndian.PutUint32(header[4:], uint32(len(text)))
	return append(header, text...)
}

// An engine that has those containers and prints that of each.
func fakeEngine(t *testing.T, containers []container, output []byte) engine {
	t.Helper()
	socket := filepath.Join(t.TempDir(), "sock")
	listener, err := net.Listen("unix", socket)
	must(t, err)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /containers/json", func(w http.ResponseWriter, _ *http.Request) { json.NewEncoder(w).Encode(containers) })
	mux.HandleFunc("GET /containers/{id}/json", func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("{}")) })
	mux.HandleFunc("GET /containers/{id}/logs", func(w http.ResponseWriter, _ *http.Request) { w.Write(output) })
	server := &http.Server{Handler: mux}
	go server.Serve(listener)
	t.Cleanup(func() { server.Close() })
	return engineAt(socket)
}

func labelled(labels map[string]string, address string) container {
	one := container{ID: "c1", Names: []string{"/web"}, Labels: labels}
	one.NetworkSettings.Networks = map[string]struct{ IPAddress string }{"net": {address}}
	return one
}

func TestFollowWritesEachLineOnceAlthoughItLooksTwice(t *testing.T) {
	output := bytes.Join([][]byte{
		frame(1, when1+" one\n"), frame(1, when2+" a long "), frame(2, when2+" error\n"), frame(1, when2+" line\n"),
	}, nil)
	e, folder := fakeEngine(t, nil, output), t.TempDir()
	file := &lineFile{path: filepath.Join(folder, "web.log")}
	for range 2 {
		must(t, follow(t.Context(), e, container{ID: "c1"}, file, folder))
	}
	text, err := os.ReadFile(file.path)
	must(t, err)
	if string(text) != "one\nerror\na long line\n" {
		t.Errorf("the file holds %q", text)
	}
}

func TestTargetsAreTheServicesContainersInTheNetwork(t *testing.T) {
	shop := map[string]string{systemLabel: "shop", serviceLabel: "api"}
	for _, test := range []struct {
		name, query, address string
		want                 string
	}{
		{"the service's", "system=shop&service=api&port=80", "10.0.0.2", `"targets":["10.0.0.2:80"]`},
		{"another service's", "system=shop&service=web&port=80", "10.0.0.2", "[]\n"},
		{"outside the network", "system=shop&service=api&port=80", "", "[]\n"},
		{"no port", "system=shop&service=api&port=x", "10.0.0.2", "port must be a number"},
	} {
		w := &watcher{network: "net", running: []container{labelled(shop, test.address)}}
		answer := httptest.NewRecorder()
		w.targets(answer, httptest.NewRequest("GET", "/targets?"+test.query, nil))
		if !strings.Contains(answer.Body.String(), test.want) {
			t.Errorf("%s: %s", test.name, answer.Body)
		}
	}
}

func TestLooksFollowsWhoIsNamedAndNobodyElse(t *testing.T) {
	for _, test := range []struct {
		labels map[string]string
		want   string
	}{
		{map[string]string{workloadLabel: "loki", roleLabel: "server"}, "loki"},
		{map[string]string{workloadLabel: "loki", roleLabel: "writer"}, ""},
		{map[string]string{systemLabel: "shop", serviceLabel: "api"}, "shop.api"},
		{map[string]string{systemLabel: "shop"}, ""},
		{map[string]string{systemLabel: "../etc", serviceLabel: "x"}, ""},
	} {
		if name, _ := labelled(test.labels, "").logName(); name != test.want {
			t.Errorf("%v: %q", test.labels, name)
		}
	}
}

func TestReadyIsWhoHasSeenTheEngine(t *testing.T) {
	w := &watcher{engine: engineAt(filepath.Join(t.TempDir(), "nowhere"))}
	w.look()
	answer := httptest.NewRecorder()
	w.ready(answer, nil)
	if answer.Code != http.StatusServiceUnavailable {
		t.Errorf("answers %d without an engine", answer.Code)
	}
	w.engine = fakeEngine(t, nil, nil)
	w.look()
	answer = httptest.NewRecorder()
	w.ready(answer, nil)
	if answer.Code != http.StatusOK {
		t.Errorf("answers %d with one", answer.Code)
	}
}
