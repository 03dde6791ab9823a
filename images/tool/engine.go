package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// What anybody's container says of itself, and what the stack's own containers do.
const (
	systemLabel   = "belfry.dev/system"
	serviceLabel  = "belfry.dev/service"
	workloadLabel = "dev.belfry.workload"
	roleLabel     = "dev.belfry.role"
)

// The engine, of which only these three questions are asked; all of them read.
type engine struct{ client http.Client }

type container struct {
	ID              string `json:"Id"`
	Names           []string
	Labels          map[string]string
	NetworkSettings struct {
		Networks map[string]struct{ IPAddress string }
	}
}

func engineAt(socket string) engine {
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{Timeout: 5 * time.Second}).DialContext(ctx, "unix", socket)
	}
	return engine{http.Client{Transport: &http.Transport{DialContext: dial}}}
}

func (e engine) get(ctx context.Context, path string, query url.Values) (io.ReadCloser, error) {
	// Without a version in the path the engine takes the newest that it knows: these questions are old.
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://engine"+path+"?"+query.Encode(), nil)
	if err != nil {
		return nil, err
	}
	answer, err := e.client.Do(request)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusOK {
		answer.Body.Close()
		return nil, fmt.Errorf("the engine answers %s to %s", answer.Status, path)
	}
	return answer.Body, nil
}

func (e engine) read(path string, query url.Values, into any) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	body, err := e.get(ctx, path, query)
	if err != nil {
		return err
	}
	defer body.Close()
	return json.NewDecoder(body).Decode(into)
}

// The containers that run.
func (e engine) containers() ([]container, error) {
	var all []container
	return all, e.read("/containers/json", nil, &all)
}

// Does the container have a terminal? Its output comes unframed then.
func (e engine) hasTerminal(id string) (bool, error) {
	var one struct{ Config struct{ Tty bool } }
	return one.Config.Tty, e.read("/containers/"+id+"/json", nil, &one)
}

// What the container prints from `since` on, each line with its time in front, until it ends or `ctx` does.
func (e engine) output(ctx context.Context, id, since string) (io.ReadCloser, error) {
	query := url.Values{"follow": {"1"}, "stdout": {"1"}, "stderr": {"1"}, "timestamps": {"1"}, "since": {since}}
	return e.get(ctx, "/containers/"+id+"/logs", query)
}

func (c container) name() string {
	if len(c.Names) == 0 {
		return c.ID
	}
	return strings.TrimPrefix(c.Names[0], "/")
}

// Name of the file for what it prints; none for what nobody asks about.
func (c container) logName() (string, bool) {
	system, service, workload := c.Labels[systemLabel], c.Labels[serviceLabel], c.Labels[workloadLabel]
	switch {
	case workload != "" && c.Labels[roleLabel] == "server" && plain(workload):
		return workload, true
	case system != "" && service != "" && plain(system) && plain(service):
		return system + "." + service, true
	}
	return "", false
}

// A label becomes part of a path: whoever sets it must not leave the folder.
func plain(text string) bool {
	return !strings.ContainsAny(text, "/\\") && !strings.HasPrefix(text, ".")
}
