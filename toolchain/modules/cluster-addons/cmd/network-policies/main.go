// network-policies enforces networking.k8s.io/v1 NetworkPolicy on the one node of a test cluster: it writes one table of
// nftables, whole and at once, whenever pods, namespaces or policies change. IPv4 only; what is connected stays so.
package main

import (
	"flag"
	"log"
	"os/exec"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
)

// Several changes within this time are written at once.
const pauseBetweenWrites = 100 * time.Millisecond

func main() {
	kubeconfig := flag.String("kubeconfig", "", "how to reach the API server")
	nft := flag.String("nft", "nft", "the program nft")
	flag.Parse()
	config, err := clientcmd.BuildConfigFromFlags("", *kubeconfig)
	if err != nil {
		log.Fatal(err)
	}
	factory := informers.NewSharedInformerFactory(kubernetes.NewForConfigOrDie(config), 0)
	pods, namespaces := factory.Core().V1().Pods(), factory.Core().V1().Namespaces()
	policies := factory.Networking().V1().NetworkPolicies()

	changed := make(chan struct{}, 1)
	change := func() {
		select {
		case changed <- struct{}{}:
		default:
		}
	}
	handler := cache.ResourceEventHandlerFuncs{
		AddFunc:    func(any) { change() },
		UpdateFunc: func(any, any) { change() },
		DeleteFunc: func(any) { change() },
	}
	for _, informer := range []cache.SharedIndexInformer{pods.Informer(), namespaces.Informer(), policies.Informer()} {
		if _, err := informer.AddEventHandler(handler); err != nil {
			log.Fatal(err)
		}
	}
	factory.Start(nil)
	factory.WaitForCacheSync(nil)

	written := ""
	for range changed {
		all, _ := pods.Lister().List(labels.Everything())
		found, _ := policies.Lister().List(labels.Everything())
		named, _ := namespaces.Lister().List(labels.Everything())
		table := newCluster(all, found, named).table()
		if table != written {
			if output, err := write(*nft, table); err != nil {
				log.Printf("nft: %v: %s", err, output)
				time.Sleep(time.Second)
				change()
				continue
			}
			written = table
		}
		time.Sleep(pauseBetweenWrites)
	}
}

func write(nft, table string) (string, error) {
	command := exec.Command(nft, "-f", "-")
	command.Stdin = strings.NewReader(table)
	output, err := command.CombinedOutput()
	return string(output), err
}
