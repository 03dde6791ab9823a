package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"
)

// A container is noticed within this time.
const watchEvery = 2 * time.Second

// A target as Prometheus' http_sd wants it.
type target struct {
	Targets []string          `json:"targets"`
	Labels  map[string]string `json:"labels"`
}

type watcher struct {
	engine          engine
	folder, network string
	mutex           sync.Mutex
	running         []container
	problem         error
	followed        map[string]bool
	files           map[string]*lineFile
	told            map[string]bool
}

// Looks at the engine, writes what containers print into files below a folder, and answers which of them can be scraped.
func watch(socket, listen, folder, network string) error {
	w := &watcher{
		engine: engineAt(socket), folder: folder, network: network, problem: fmt.Errorf("no look at the engine yet"),
		followed: map[string]bool{}, files: map[string]*lineFile{}, told: map[string]bool{},
	}
	if err := os.MkdirAll(w.positions(), 0o700); err != nil {
		return err
	}
	go func() {
		for ; ; time.Sleep(watchEvery) {
			w.look()
		}
	}()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /targets", w.targets)
	mux.HandleFunc("GET /ready", w.ready)
	return (&http.Server{Addr: listen, Handler: mux, ReadHeaderTimeout: 10 * time.Second}).ListenAndServe()
}

func (w *watcher) positions() string { return filepath.Join(w.folder, ".positions") }

func (w *watcher) look() {
	running, err := w.engine.containers()
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.problem = err
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	w.running = running
	for _, one := range running {
		name, wanted := one.logName()
		if !wanted {
			continue
		}
		if _, own := one.Labels[workloadLabel]; !own {
			w.tellIfApart(one)
		}
		if w.followed[one.ID] {
			continue
		}
		w.followed[one.ID] = true
		if w.files[name] == nil {
			w.files[name] = &lineFile{path: filepath.Join(w.folder, name+".log")}
		}
		go w.follow(one, w.files[name])
	}
}

func (w *watcher) follow(one container, file *lineFile) {
	if err := follow(context.Background(), w.engine, one, file, w.positions()); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", one.name(), err)
	}
	w.mutex.Lock()
	defer w.mutex.Unlock()
	// Ended, or cut off: the next look follows what still runs.
	delete(w.followed, one.ID)
}

// Says once of a container why it is not scraped.
func (w *watcher) tellIfApart(one container) {
	if one.NetworkSettings.Networks[w.network].IPAddress != "" || w.told[one.ID] {
		return
	}
	w.told[one.ID] = true
	fmt.Fprintf(os.Stderr, "%s has belfry's labels, but Prometheus cannot reach it. Fix: docker network connect %s %s\n",
		one.name(), w.network, one.name())
}

// /targets?system=…&service=…&port=…
func (w *watcher) targets(answer http.ResponseWriter, request *http.Request) {
	query := request.URL.Query()
	if _, err := strconv.ParseUint(query.Get("port"), 10, 16); err != nil {
		http.Error(answer, "port must be a number", http.StatusBadRequest)
		return
	}
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if w.problem != nil {
		// Prometheus keeps the targets that it has.
		http.Error(answer, w.problem.Error(), http.StatusServiceUnavailable)
		return
	}
	found := []target{}
	for _, one := range w.running {
		address := one.NetworkSettings.Networks[w.network].IPAddress
		if address == "" || one.Labels[systemLabel] != query.Get("system") || one.Labels[serviceLabel] != query.Get("service") {
			continue
		}
		found = append(found, target{
			Targets: []string{net.JoinHostPort(address, query.Get("port"))},
			Labels:  map[string]string{"__meta_belfry_container": one.name()},
		})
	}
	answer.Header().Set("Content-Type", "application/json")
	json.NewEncoder(answer).Encode(found)
}

func (w *watcher) ready(answer http.ResponseWriter, _ *http.Request) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if w.problem != nil {
		http.Error(answer, w.problem.Error(), http.StatusServiceUnavailable)
	}
}
