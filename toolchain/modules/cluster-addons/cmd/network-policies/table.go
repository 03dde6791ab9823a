package main

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// cluster is what policies speak about.
type cluster struct {
	pods       []*core.Pod
	policies   []*networking.NetworkPolicy
	namespaces map[string]map[string]string
}

func newCluster(pods []*core.Pod, policies []*networking.NetworkPolicy, namespaces []*core.Namespace) cluster {
	found := cluster{namespaces: map[string]map[string]string{}}
	for _, namespace := range namespaces {
		found.namespaces[namespace.Name] = namespace.Labels
	}
	for _, pod := range pods {
		done := pod.Status.Phase == core.PodSucceeded || pod.Status.Phase == core.PodFailed
		if pod.Status.PodIP != "" && !pod.Spec.HostNetwork && !done {
			found.pods = append(found.pods, pod)
		}
	}
	slices.SortFunc(found.pods, func(a, b *core.Pod) int { return strings.Compare(a.Status.PodIP, b.Status.PodIP) })
	found.policies = slices.Clone(policies)
	slices.SortFunc(found.policies, func(a, b *networking.NetworkPolicy) int {
		return strings.Compare(a.Namespace+"/"+a.Name, b.Namespace+"/"+b.Name)
	})
	return found
}

// table is the text for nft: a chain for each pod and direction that a policy closes, and who is sent there.
func (c cluster) table() string {
	var chains strings.Builder
	var in, out []string
	for _, pod := range c.pods {
		hash := fnv.New64a()
		hash.Write([]byte(pod.Namespace + "/" + pod.Name))
		id := fmt.Sprintf("%x", hash.Sum64())
		if closed, rules := c.openings(pod, networking.PolicyTypeIngress); closed {
			fmt.Fprintf(&chains, "  chain in_%s { %s }\n", id, strings.Join(append(rules, "drop;"), " "))
			in = append(in, pod.Status.PodIP+" : jump in_"+id)
		}
		if closed, rules := c.openings(pod, networking.PolicyTypeEgress); closed {
			fmt.Fprintf(&chains, "  chain out_%s { %s }\n", id, strings.Join(append(rules, "drop;"), " "))
			out = append(out, pod.Status.PodIP+" : jump out_"+id)
		}
	}
	from, to := sentTo("saddr", out), sentTo("daddr", in)
	hook := func(name, rules string) string {
		return fmt.Sprintf("  chain %s { type filter hook %s priority filter - 5; policy accept; ct state established,related accept;%s }\n", name, name, rules)
	}
	// Kubelets must reach the pods of their node whatever a policy says: what the node itself sends is not filtered.
	return "table ip belfry {}\ndelete table ip belfry\ntable ip belfry {\n" +
		chains.String() + hook("forward", from+to) + hook("input", from) + "}\n"
}

func sentTo(direction string, jumps []string) string {
	if len(jumps) == 0 {
		return ""
	}
	return fmt.Sprintf(" ip %s vmap { %s };", direction, strings.Join(jumps, ", "))
}

// openings says whether a policy closes that direction of the pod, and what policies leave open.
func (c cluster) openings(pod *core.Pod, direction networking.PolicyType) (closed bool, rules []string) {
	for _, policy := range c.policies {
		spec := policy.Spec
		if policy.Namespace != pod.Namespace || !matches(&spec.PodSelector, pod.Labels) || !slices.Contains(spec.PolicyTypes, direction) {
			continue
		}
		closed = true
		if direction == networking.PolicyTypeIngress {
			for _, rule := range spec.Ingress {
				rules = append(rules, c.opening("saddr", policy.Namespace, rule.From, rule.Ports, pod)...)
			}
		} else {
			for _, rule := range spec.Egress {
				rules = append(rules, c.opening("daddr", policy.Namespace, rule.To, rule.Ports, pod)...)
			}
		}
	}
	return closed, rules
}

func (c cluster) opening(side, namespace string, peers []networking.NetworkPolicyPeer, ports []networking.NetworkPolicyPort, pod *core.Pod) (rules []string) {
	for _, address := range c.addresses(side, namespace, peers) {
		for _, port := range portsOf(ports, pod) {
			rules = append(rules, address+port+"return;")
		}
	}
	return rules
}

// addresses are the matches of a rule's peers; the empty one is everybody.
func (c cluster) addresses(side, namespace string, peers []networking.NetworkPolicyPeer) (found []string) {
	if len(peers) == 0 {
		return []string{""}
	}
	for _, peer := range peers {
		if peer.IPBlock != nil {
			match := "ip " + side + " " + peer.IPBlock.CIDR + " "
			if len(peer.IPBlock.Except) > 0 {
				match += "ip " + side + " != { " + strings.Join(peer.IPBlock.Except, ", ") + " } "
			}
			found = append(found, match)
		} else if addresses := c.podAddresses(namespace, peer); len(addresses) > 0 {
			found = append(found, "ip "+side+" { "+strings.Join(addresses, ", ")+" } ")
		}
	}
	return found
}

func (c cluster) podAddresses(namespace string, peer networking.NetworkPolicyPeer) (found []string) {
	for _, pod := range c.pods {
		there := peer.NamespaceSelector == nil && pod.Namespace == namespace ||
			peer.NamespaceSelector != nil && matches(peer.NamespaceSelector, c.namespaces[pod.Namespace])
		if there && (peer.PodSelector == nil || matches(peer.PodSelector, pod.Labels)) {
			found = append(found, pod.Status.PodIP)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// portsOf are the matches of a rule's ports; the empty one is every port. A name is one of the pod's own.
func portsOf(ports []networking.NetworkPolicyPort, pod *core.Pod) (found []string) {
	if len(ports) == 0 {
		return []string{""}
	}
	for _, port := range ports {
		protocol := "tcp"
		if port.Protocol != nil {
			protocol = strings.ToLower(string(*port.Protocol))
		}
		switch {
		case port.Port == nil:
			found = append(found, "meta l4proto "+protocol+" ")
		case port.EndPort != nil:
			found = append(found, fmt.Sprintf("%s dport %d-%d ", protocol, port.Port.IntVal, *port.EndPort))
		case port.Port.StrVal == "":
			found = append(found, fmt.Sprintf("%s dport %d ", protocol, port.Port.IntVal))
		default:
			for _, container := range pod.Spec.Containers {
				for _, named := range container.Ports {
					if named.Name == port.Port.StrVal && strings.EqualFold(string(named.Protocol), protocol) {
						found = append(found, fmt.Sprintf("%s dport %d ", protocol, named.ContainerPort))
					}
				}
			}
		}
	}
	return found
}

func matches(selector *meta.LabelSelector, set map[string]string) bool {
	parsed, err := meta.LabelSelectorAsSelector(selector)
	return err == nil && parsed.Matches(labels.Set(set))
}
