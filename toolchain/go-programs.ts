/** What is built from the Go module proxy, and how: one recipe a wrapper module below `modules/`. */
import type { GoRecipe, Programs } from "./tool";
import { products } from "./versions";

/** The Prometheus family reports its version through one shared package. */
function prometheusFamily(module: string, version: string, programs: Programs): GoRecipe {
  const common = "github.com/prometheus/common/version";
  return {
    module,
    version,
    programs,
    variables: {
      [`${common}.Version`]: version,
      [`${common}.Revision`]: `v${version}`,
      [`${common}.Branch`]: "belfry",
      [`${common}.BuildUser`]: "belfry",
    },
  };
}

/** Release 3.NN of Prometheus is module version v0.3NN. Without the web interface, whose assets no module has. */
export const prometheusGo = prometheusFamily("prometheus", products.prometheus.version, {
  prometheus: "github.com/prometheus/prometheus/cmd/prometheus",
  promtool: "github.com/prometheus/prometheus/cmd/promtool",
});

/** Alertmanager embeds a compiled web interface that its module lacks: the page stays empty, the API is whole. */
export const alertmanagerGo: GoRecipe = {
  ...prometheusFamily("alertmanager", products.alertmanager.version, {
    alertmanager: "github.com/prometheus/alertmanager/cmd/alertmanager",
    amtool: "github.com/prometheus/alertmanager/cmd/amtool",
  }),
  addEmptyFiles: { to: "github.com/prometheus/alertmanager", files: ["ui/app/dist/index.html"] },
};

export const nodeExporterGo = prometheusFamily("node-exporter", products["node-exporter"].version, {
  node_exporter: "github.com/prometheus/node_exporter",
});

export const postgresExporterGo = prometheusFamily(
  "postgres-exporter",
  products["postgres-exporter"].version,
  {
    postgres_exporter: "github.com/prometheus-community/postgres_exporter/cmd/postgres_exporter",
  },
);

export const blackboxExporterGo = prometheusFamily(
  "blackbox-exporter",
  products["blackbox-exporter"].version,
  {
    blackbox_exporter: "github.com/prometheus/blackbox_exporter",
  },
);

export const kubeStateMetricsGo = prometheusFamily(
  "kube-state-metrics",
  products["kube-state-metrics"].version,
  {
    "kube-state-metrics": "k8s.io/kube-state-metrics/v2",
  },
);

/** It takes labels for what they are in memory under its own build tag: without it a sidecar ends at the first question. */
export const thanosGo: GoRecipe = {
  ...prometheusFamily("thanos", products.thanos.version, {
    thanos: "github.com/thanos-io/thanos/cmd/thanos",
  }),
  tags: ["slicelabels"],
};

const lokiBuild = "github.com/grafana/loki/v3/pkg/util/build";

export const lokiGo: GoRecipe = {
  module: "loki",
  version: products.loki.version,
  programs: {
    loki: "github.com/grafana/loki/v3/cmd/loki",
    logcli: "github.com/grafana/loki/v3/cmd/logcli",
  },
  variables: {
    [`${lokiBuild}.Version`]: products.loki.version,
    [`${lokiBuild}.Revision`]: `v${products.loki.version}`,
    [`${lokiBuild}.Branch`]: "belfry",
    [`${lokiBuild}.BuildUser`]: "belfry",
  },
};

/** Tempo's tags do not fit its module path, so it is had by commit: 23 commits before 3.0.0-rc.0. */
export const tempoGo: GoRecipe = {
  module: "tempo",
  version: "3.0.0-pre",
  programs: { tempo: "github.com/grafana/tempo/cmd/tempo" },
  variables: { "main.Version": "3.0.0-pre", "main.Revision": "e1676d825c43", "main.Branch": "belfry" },
};

/** A distribution of our own with just the components that belfry uses; the version is compiled in. */
export const collectorGo: GoRecipe = {
  module: "collector",
  version: products.collector.version,
  programs: { otelcol: "." },
  variables: {},
};

export const composeGo: GoRecipe = {
  module: "compose",
  version: products.compose.version,
  programs: { "docker-compose": "github.com/docker/compose/v2/cmd" },
  variables: { "github.com/docker/compose/v2/internal.Version": products.compose.version },
};

const distribution = "github.com/distribution/distribution/v3";

/** A registry for tests: digests and pulls become real where no other one can be reached. */
export const registryGo: GoRecipe = {
  module: "registry",
  version: products.registry.version,
  programs: { registry: `${distribution}/cmd/registry` },
  variables: { [`${distribution}/version.version`]: `v${products.registry.version}` },
};

/** The engine and the command line; language hosts and provider plugins are not part of this module. */
export const pulumiGo: GoRecipe = {
  module: "pulumi",
  version: products.pulumi.version,
  programs: { pulumi: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi" },
  variables: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": `v${products.pulumi.version}` },
};

const kubernetesVersion = "k8s.io/component-base/version";

/** A whole Kubernetes in one program, etcd and kubectl included: what the tests' own cluster runs. */
export const kubernetesGo: GoRecipe = {
  module: "kubernetes",
  version: products.kubernetes.version,
  programs: { hyperkube: "./cmd/hyperkube" },
  variables: {
    [`${kubernetesVersion}.gitVersion`]: `v${products.kubernetes.version}`,
    [`${kubernetesVersion}.gitMajor`]: "1",
    [`${kubernetesVersion}.gitMinor`]: "34",
    [`${kubernetesVersion}.gitCommit`]: "belfry",
    [`${kubernetesVersion}.gitTreeState`]: "clean",
    "k8s.io/client-go/pkg/version.gitVersion": `v${products.kubernetes.version}`,
  },
};

/** Nodes and pods that are only told of; a module of its own, since it wants other libraries of Kubernetes. */
export const kwokGo: GoRecipe = {
  module: "kwok",
  version: products.kwok.version,
  programs: { kwok: "sigs.k8s.io/kwok/cmd/kwok" },
  variables: { "sigs.k8s.io/kwok/pkg/consts.Version": `v${products.kwok.version}` },
};

/** A bucket that speaks S3, for tests: a folder behind it. */
export const objectStoreGo: GoRecipe = {
  module: "object-store",
  version: products["object-store"].version,
  programs: { versitygw: "github.com/versity/versitygw/cmd/versitygw" },
  variables: { "main.Version": `v${products["object-store"].version}` },
};

/** Other people's judges of manifests (npm run check:manifests). */
export const kubeconformGo: GoRecipe = {
  module: "kubeconform",
  version: products.kubeconform.version,
  programs: { kubeconform: "github.com/yannh/kubeconform/cmd/kubeconform" },
  variables: { "main.version": products.kubeconform.version },
};

export const kubeScoreGo: GoRecipe = {
  module: "kube-score",
  version: products["kube-score"].version,
  programs: { "kube-score": "github.com/zegl/kube-score/cmd/kube-score" },
  variables: { "main.version": products["kube-score"].version },
};

/** A small program of belfry's own over the API server's code. */
export const podSecurityGo: GoRecipe = {
  module: "pod-security",
  version: products["pod-security"].version,
  programs: { "pod-security": "." },
  variables: {},
};

/** What else that cluster needs; the policies' enforcer and the certificates are programs of belfry's own. */
export const clusterAddonsGo: GoRecipe = {
  module: "cluster-addons",
  version: products["cluster-addons"].version,
  programs: {
    coredns: "./cmd/coredns",
    certificates: "./cmd/certificates",
    "network-policies": "./cmd/network-policies",
    pause: "./cmd/pause",
    "local-path-provisioner": "github.com/rancher/local-path-provisioner",
  },
  variables: {},
};
