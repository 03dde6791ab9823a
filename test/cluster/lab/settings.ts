import { join } from "node:path";
import { stringify } from "yaml";
import { folders, kubeconfig } from "./folders";
import { addresses, nodeName, registryHost } from "./ranges";

const { run, keys } = folders;
const socket = join(run, "containerd.sock");
/** The folder of cgroups below which all pods of the cluster are: another kubelet of this machine has its own. */
export const cgroupRoot = "/belfry-test-cluster";
const cniFolder = join(folders.config, "cni");
const resolvConf = join(folders.config, "resolv.conf");
const registriesFolder = join(folders.config, "registries");

/** The node's configuration files, by path; `plugins` is where the network plugins are. */
export function settingsFiles(plugins: string): Readonly<Record<string, string>> {
  return {
    [join(folders.config, "containerd.toml")]: containerd(plugins),
    [join(cniFolder, "10-bridge.conflist")]: JSON.stringify(network),
    [join(registriesFolder, registryHost, "hosts.toml")]: registry,
    [resolvConf]: "nameserver 127.0.0.1\n",
    [join(folders.config, "kubelet.yaml")]: stringify(kubelet),
    [join(folders.config, "proxy.yaml")]: stringify(proxy),
  };
}

const registry = `[host."http://${addresses.host}:5000"]
  capabilities = ["pull", "resolve"]
`;

/** Without CAP_SYS_RESOURCE nobody may lower an OOM score: neither containerd's own nor a container's. */
function containerd(plugins: string): string {
  return `version = 2
root = "${run}/containerd/root"
state = "${run}/containerd/state"
oom_score = 0
[grpc]
  address = "${socket}"
[plugins."io.containerd.internal.v1.opt"]
  path = "${run}/containerd/opt"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${registryHost}/pause:test"
  disable_apparmor = true
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true
  [plugins."io.containerd.grpc.v1.cri".registry]
    config_path = "${registriesFolder}"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      SystemdCgroup = false
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "${plugins}"
    conf_dir = "${cniFolder}"
`;
}

const network = {
  cniVersion: "0.4.0",
  name: "pods",
  plugins: [
    {
      type: "bridge",
      bridge: "pods0",
      isGateway: true,
      hairpinMode: true,
      ipam: {
        type: "host-local",
        ranges: [[{ subnet: addresses.nodePods }]],
        routes: [{ dst: "0.0.0.0/0" }],
        dataDir: join(run, "cni-addresses"),
      },
    },
  ],
};

const kubelet = {
  apiVersion: "kubelet.config.k8s.io/v1beta1",
  kind: "KubeletConfiguration",
  authentication: {
    anonymous: { enabled: false },
    webhook: { enabled: true },
    x509: { clientCAFile: join(keys, "ca.crt") },
  },
  authorization: { mode: "Webhook" },
  tlsCertFile: join(keys, "kubelet-server.crt"),
  tlsPrivateKeyFile: join(keys, "kubelet-server.key"),
  clusterDNS: [addresses.dns],
  clusterDomain: "cluster.local",
  containerRuntimeEndpoint: `unix://${socket}`,
  cgroupDriver: "cgroupfs",
  cgroupRoot,
  failCgroupV1: false,
  failSwapOn: false,
  // A machine in a container may give no more than these two.
  maxOpenFiles: 20_000,
  oomScoreAdj: 0,
  makeIPTablesUtilChains: false,
  resolvConf,
  volumePluginDir: join(run, "volume-plugins"),
  serializeImagePulls: false,
  // The disk is the machine's: how full it is says nothing about the cluster.
  imageGCHighThresholdPercent: 100,
  evictionHard: { "memory.available": "100Mi", "nodefs.available": "1%", "imagefs.available": "1%" },
};

const proxy = {
  apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
  kind: "KubeProxyConfiguration",
  clientConnection: { kubeconfig: join(keys, "proxy.kubeconfig") },
  mode: "nftables",
  clusterCIDR: addresses.pods,
  hostnameOverride: nodeName,
  // Limits of the whole machine are not ours to set.
  conntrack: { maxPerCore: 0, min: 0 },
};

/** What kubectl needs to know. */
export const kubectlEnv = { KUBECONFIG: kubeconfig };
