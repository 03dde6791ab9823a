import { join } from "node:path";
import { type Folders, folders } from "./folders";
import { addresses, nodeName } from "./ranges";

const flags = (values: Readonly<Record<string, string | number | boolean>>) =>
  Object.entries(values).map(([name, value]) => `--${name}=${value}`);

const clients = "http://127.0.0.1:2379";
const peers = "http://127.0.0.1:2380";

/** Arguments of hyperkube for the daemons without which there is no cluster. */
export function controlPlane({ run, keys }: Folders) {
  const key = (name: string) => join(keys, name);
  return {
    etcd: etcdIn(run),
    apiServer: apiServerWith(key),
    controllers: controllersWith(key),
    scheduler: [
      "kube-scheduler",
      ...flags({ kubeconfig: key("scheduler.kubeconfig"), "leader-elect": false }),
    ],
  };
}

type Key = (name: string) => string;

const etcdIn = (run: string) => [
  "etcd",
  ...flags({
    name: "one",
    "data-dir": join(run, "etcd"),
    // Its data ends with the run.
    "unsafe-no-fsync": true,
    "listen-client-urls": clients,
    "advertise-client-urls": clients,
    "listen-peer-urls": peers,
    "initial-advertise-peer-urls": peers,
    "initial-cluster": `one=${peers}`,
    "log-level": "warn",
  }),
];

const apiServerWith = (key: Key) => [
  "kube-apiserver",
  ...flags({
    "etcd-servers": clients,
    "advertise-address": addresses.node,
    "service-cluster-ip-range": addresses.services,
    "tls-cert-file": key("apiserver.crt"),
    "tls-private-key-file": key("apiserver.key"),
    "client-ca-file": key("ca.crt"),
    "service-account-key-file": key("service-accounts.pub"),
    "service-account-signing-key-file": key("service-accounts.key"),
    "service-account-issuer": "https://kubernetes.default.svc.cluster.local",
    "authorization-mode": "Node,RBAC",
    "enable-admission-plugins": "NodeRestriction",
    // node-exporter's namespace asks for it.
    "allow-privileged": true,
    "kubelet-preferred-address-types": "InternalIP",
    "kubelet-client-certificate": key("admin.crt"),
    "kubelet-client-key": key("admin.key"),
    "kubelet-certificate-authority": key("ca.crt"),
    "requestheader-client-ca-file": key("ca.crt"),
    "requestheader-allowed-names": "front-proxy-client",
    "requestheader-username-headers": "X-Remote-User",
    "requestheader-group-headers": "X-Remote-Group",
    "requestheader-extra-headers-prefix": "X-Remote-Extra-",
    "proxy-client-cert-file": key("front-proxy.crt"),
    "proxy-client-key-file": key("front-proxy.key"),
  }),
];

const controllersWith = (key: Key) => [
  "kube-controller-manager",
  ...flags({
    kubeconfig: key("controllers.kubeconfig"),
    "leader-elect": false,
    "allocate-node-cidrs": true,
    "cluster-cidr": addresses.pods,
    "service-cluster-ip-range": addresses.services,
    "service-account-private-key-file": key("service-accounts.key"),
    "root-ca-file": key("ca.crt"),
    "use-service-account-credentials": true,
  }),
];

export const { etcd, apiServer, controllers, scheduler } = controlPlane(folders);

/** Arguments of hyperkube for the daemons of its one node. */
export const kubelet = [
  "kubelet",
  ...flags({
    config: join(folders.config, "kubelet.yaml"),
    kubeconfig: join(folders.keys, "kubelet.kubeconfig"),
    "root-dir": join(folders.run, "kubelet"),
    // Else it knows no statistics of containers.
    containerd: join(folders.run, "containerd.sock"),
    "node-ip": addresses.node,
    "hostname-override": nodeName,
  }),
];

export const proxy = ["kube-proxy", ...flags({ config: join(folders.config, "proxy.yaml") })];
