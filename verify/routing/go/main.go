// Command routing tells what Alertmanager would do with alerts: which routes they take, when those are silent, and
// which alerts hold others back. It is Alertmanager's own code that decides; this only asks it.
package main

import (
	"context"
	"encoding/json"
	"log"
	"log/slog"
	"os"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/model"

	"github.com/prometheus/alertmanager/alert"
	"github.com/prometheus/alertmanager/config"
	"github.com/prometheus/alertmanager/dispatch"
	"github.com/prometheus/alertmanager/eventrecorder"
	"github.com/prometheus/alertmanager/featurecontrol"
	"github.com/prometheus/alertmanager/inhibit"
	"github.com/prometheus/alertmanager/provider/mem"
	"github.com/prometheus/alertmanager/timeinterval"
)

// Question is what is read from standard input.
type Question struct {
	// Config is the text of a configuration.
	Config string           `json:"config"`
	Alerts []model.LabelSet `json:"alerts"`
	Times  []time.Time      `json:"times"`
}

// Way is one route that an alert takes.
type Way struct {
	Receiver       string   `json:"receiver"`
	GroupBy        []string `json:"groupBy"`
	GroupByAll     bool     `json:"groupByAll"`
	GroupWait      float64  `json:"groupWaitSeconds"`
	GroupInterval  float64  `json:"groupIntervalSeconds"`
	RepeatInterval float64  `json:"repeatIntervalSeconds"`
	// Silent are the indices of the times at which the route says nothing.
	Silent []int `json:"silentAt"`
}

// Answer is what becomes of one alert.
type Answer struct {
	Ways []Way `json:"ways"`
	// HeldBackBy are the indices of the alerts of which each alone holds this one back.
	HeldBackBy []int `json:"heldBackBy"`
}

// Receiver says how many integrations a receiver has: one without any tells nobody.
type Receiver struct {
	Name         string `json:"name"`
	Integrations int    `json:"integrations"`
}

func main() {
	var question Question
	check(json.NewDecoder(os.Stdin).Decode(&question))
	cfg, err := config.Load(question.Config)
	check(err)
	answers := make([]Answer, len(question.Alerts))
	tree := dispatch.NewRoute(cfg.Route, nil)
	intervener := timeinterval.NewIntervener(intervals(cfg))
	for i, labels := range question.Alerts {
		answers[i] = Answer{Ways: ways(tree.Match(labels), intervener, question.Times), HeldBackBy: []int{}}
	}
	for source := range question.Alerts {
		for _, target := range heldBack(cfg, question.Alerts, source) {
			answers[target].HeldBackBy = append(answers[target].HeldBackBy, source)
		}
	}
	check(json.NewEncoder(os.Stdout).Encode(map[string]any{"alerts": answers, "receivers": receivers(cfg)}))
}

func ways(routes []*dispatch.Route, intervener *timeinterval.Intervener, times []time.Time) []Way {
	all := []Way{}
	for _, route := range routes {
		opts := route.RouteOpts
		groupBy := []string{}
		for label := range opts.GroupBy {
			groupBy = append(groupBy, string(label))
		}
		silent := []int{}
		for i, at := range times {
			if isSilent(opts, intervener, at) {
				silent = append(silent, i)
			}
		}
		all = append(all, Way{
			Receiver:       opts.Receiver,
			GroupBy:        groupBy,
			GroupByAll:     opts.GroupByAll,
			GroupWait:      opts.GroupWait.Seconds(),
			GroupInterval:  opts.GroupInterval.Seconds(),
			RepeatInterval: opts.RepeatInterval.Seconds(),
			Silent:         silent,
		})
	}
	return all
}

func isSilent(opts dispatch.RouteOpts, intervener *timeinterval.Intervener, at time.Time) bool {
	muted, _, err := intervener.Mutes(opts.MuteTimeIntervals, at)
	check(err)
	if muted || len(opts.ActiveTimeIntervals) == 0 {
		return muted
	}
	active, _, err := intervener.Mutes(opts.ActiveTimeIntervals, at)
	check(err)
	return !active
}

func intervals(cfg *config.Config) map[string][]timeinterval.TimeInterval {
	all := map[string][]timeinterval.TimeInterval{}
	for _, one := range cfg.MuteTimeIntervals {
		all[one.Name] = one.TimeIntervals
	}
	for _, one := range cfg.TimeIntervals {
		all[one.Name] = one.TimeIntervals
	}
	return all
}

// heldBack are the alerts that are not told while only the source fires beside them.
func heldBack(cfg *config.Config, alerts []model.LabelSet, source int) []int {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	logger := slog.New(slog.DiscardHandler)
	recorder := eventrecorder.NopRecorder()
	firing, err := mem.NewAlerts(ctx, time.Hour, 0, nil, logger, recorder, prometheus.NewRegistry(), featurecontrol.NoopFlags{})
	check(err)
	defer firing.Close()
	now := time.Now()
	check(firing.Put(ctx, &alert.Alert{
		Alert:     model.Alert{Labels: alerts[source], StartsAt: now, EndsAt: now.Add(time.Hour)},
		UpdatedAt: now,
	}))
	inhibitor := inhibit.NewInhibitor(firing, cfg.InhibitRules, logger, recorder)
	go inhibitor.Run()
	defer inhibitor.Stop()
	inhibitor.WaitForLoading()
	held := []int{}
	for target, labels := range alerts {
		if target != source && inhibitor.Mutes(ctx, labels) {
			held = append(held, target)
		}
	}
	return held
}

func receivers(cfg *config.Config) []Receiver {
	all := []Receiver{}
	for _, one := range cfg.Receivers {
		text, err := json.Marshal(one)
		check(err)
		var fields map[string]json.RawMessage
		check(json.Unmarshal(text, &fields))
		integrations := 0
		for name, value := range fields {
			var list []json.RawMessage
			if name != "name" && json.Unmarshal(value, &list) == nil {
				integrations += len(list)
			}
		}
		all = append(all, Receiver{Name: one.Name, Integrations: integrations})
	}
	return all
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
