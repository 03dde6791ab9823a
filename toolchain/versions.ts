/**
 * The one file that says which version of each product belfry runs, and which image stands for it.
 * Plain data without I/O, so that pure code (components, policies, rendered manifests) may import it.
 */
import { type Digest, lookedUp } from "./image-lock";

/** A container image: where it lives, which tag, and what is known about its content. */
export interface Image {
  readonly repository: string;
  readonly tag: string;
  readonly digest: Digest;
  /** Where the digest was seen; empty while it is unlocked. */
  readonly sources: readonly string[];
  /** Made from this clone where no registry has it. */
  readonly build?: ImageBuild;
}

/** How an image is made: paths below the clone's root, and the stage of the Dockerfile. */
export interface ImageBuild {
  readonly context: string;
  readonly dockerfile: string;
  readonly target: string;
}

/** An image with what is known of its digest. */
function image(repository: string, tag: string): Image {
  return { repository, tag, ...lookedUp(`${repository}:${tag}`) };
}

interface ProductVersion {
  readonly version: string;
  /** @default none: it is a tool of the tests, and runs in no container */
  readonly image?: Image;
}

export const products = {
  prometheus: {
    version: "3.14.0",
    image: image("prom/prometheus", "v3.14.0"),
  },
  alertmanager: {
    version: "0.34.1",
    image: image("prom/alertmanager", "v0.34.1"),
  },
  grafana: {
    version: "13.2.2",
    image: image("grafana/grafana", "13.2.2"),
  },
  loki: {
    version: "3.7.8",
    image: image("grafana/loki", "3.7.8"),
  },
  tempo: {
    version: "3.0.3",
    image: image("grafana/tempo", "3.0.3"),
  },
  collector: {
    version: "0.155.0",
    image: image("otel/opentelemetry-collector-contrib", "0.155.0"),
  },
  postgres: {
    version: "18.4",
    image: image("postgres", "18.4"),
  },
  redis: {
    version: "7.4.9",
    image: image("redis", "7.4.9"),
  },
  "node-exporter": {
    version: "1.12.1",
    image: image("prom/node-exporter", "v1.12.1"),
  },
  "postgres-exporter": {
    version: "0.19.1",
    image: image("prometheuscommunity/postgres-exporter", "v0.19.1"),
  },
  "redis-exporter": {
    version: "1.92.1",
    image: image("oliver006/redis_exporter", "v1.92.1"),
  },
  "blackbox-exporter": {
    version: "0.28.0",
    image: image("prom/blackbox-exporter", "v0.28.0"),
  },
  "kube-state-metrics": {
    version: "2.18.0",
    image: image("registry.k8s.io/kube-state-metrics/kube-state-metrics", "v2.18.0"),
  },
  thanos: {
    version: "0.42.0",
    image: image("quay.io/thanos/thanos", "v0.42.0"),
  },
  compose: {
    version: "2.40.0",
    image: image("docker/compose-bin", "v2.40.0"),
  },
  registry: {
    version: "3.0.0",
    image: image("registry", "3.0.0"),
  },
  pulumi: {
    version: "3.230.0",
    image: image("pulumi/pulumi-nodejs", "3.230.0"),
  },
  /** What the tests' own cluster is made of (test/cluster): the release, CoreDNS' release, Debian's containerd. */
  kubernetes: { version: "1.34.2" },
  "cluster-addons": { version: "1.13.1" },
  "container-runtime": { version: "1.6.20" },
  /** Simulated nodes, and a bucket: what the tests of size `standard` need (test/cluster, test/e2e/full). */
  kwok: { version: "0.8.0" },
  "object-store": { version: "1.8.0" },
  /** What judges rendered manifests (npm run check:manifests); the last one is Kubernetes' own code. */
  kubeconform: { version: "0.8.0" },
  "kube-score": { version: "1.20.0" },
  "pod-security": { version: "0.34.2" },
} as const satisfies Record<string, ProductVersion>;

/** A product that belfry runs or is built with. */
export type Product = keyof typeof products;

/** The images that RAGBase's compose file names. */
export const ragbaseImages = {
  postgres: image("pgvector/pgvector", "pg16"),
  redis: image("redis", "7-alpine"),
} as const satisfies Record<string, Image>;

/** The image of belfry's own programs (simulator, inbox, canary). */
export const ownImage: Image = {
  ...image("belfry", "0.1.0"),
  build: { context: ".", dockerfile: "images/belfry/Dockerfile", target: "belfry" },
};

/** Belfry's programs beside PostgreSQL's server, on which a restored copy is tried; built from this repository, too. */
export const backupImage: Image = {
  ...image("belfry-backup", "0.1.0"),
  build: { context: ".", dockerfile: "images/belfry/Dockerfile", target: "backup" },
};

/** The image of belfry's small static helper: it probes, reloads and writes files beside images that hold no such program. */
export const toolImage: Image = {
  ...image("belfry-tool", "0.1.0"),
  build: { context: "images/tool", dockerfile: "images/tool/Dockerfile", target: "tool" },
};
