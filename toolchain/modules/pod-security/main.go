// pod-security judges pods by the Pod Security Standards, with the API server's own code.
//
// It reads a JSON list of pods and prints what each violates of the restricted standard.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

// A pod as its controller's template has it.
type pod struct {
	Name     string            `json:"name"`
	Metadata metav1.ObjectMeta `json:"metadata"`
	Spec     corev1.PodSpec    `json:"spec"`
}

type violation struct {
	Name   string `json:"name"`
	Reason string `json:"reason"`
	Detail string `json:"detail"`
}

func main() {
	if len(os.Args) > 1 {
		fmt.Println("pod-security", version())
		return
	}
	if err := judge(); err != nil {
		fmt.Fprintln(os.Stderr, "pod-security:", err)
		os.Exit(1)
	}
}

func judge() error {
	var pods []pod
	if err := json.NewDecoder(os.Stdin).Decode(&pods); err != nil {
		return err
	}
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks())
	if err != nil {
		return err
	}
	restricted := api.LevelVersion{Level: api.LevelRestricted, Version: api.LatestVersion()}
	found := []violation{}
	for _, one := range pods {
		for _, result := range evaluator.EvaluatePod(restricted, &one.Metadata, &one.Spec) {
			if !result.Allowed {
				found = append(found, violation{one.Name, result.ForbiddenReason, result.ForbiddenDetail})
			}
		}
	}
	return json.NewEncoder(os.Stdout).Encode(found)
}

// Version of the API server whose code judges.
func version() string {
	info, _ := debug.ReadBuildInfo()
	for _, module := range info.Deps {
		if module.Path == "k8s.io/pod-security-admission" {
			return module.Version
		}
	}
	return "unknown"
}
