/**
 * The one file that says which version of each product belfry runs, and which image stands for it.
 * Plain data without I/O, so that pure code (components, policies, rendered manifests) may import it.
 *
 * A digest is written only where two independent public sources agree on it; they stand beside it. Everything else is
 * "unlocked" until somebody with access to a registry looks it up, and a production deployment refuses it until then.
 */

/** A digest that was looked up, or the open admission that nobody did. */
export type Digest = `sha256:${string}` | "unlocked";

/** A container image: where it lives, which tag, and what is known about its content. */
export interface Image {
  readonly repository: string;
  readonly tag: string;
  readonly digest: Digest;
  /** Public places that pin the same digest; empty while the digest is unlocked. */
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

interface ProductVersion {
  readonly version: string;
  /** @default none: it is a tool of the tests, and runs in no container */
  readonly image?: Image;
}

export const products = {
  prometheus: {
    version: "3.14.0",
    image: {
      repository: "prom/prometheus",
      tag: "v3.14.0",
      digest: "sha256:5ce7540c3c00ef4ab0c9d2c995c6a5b9c421f44b4a115d97a2c7af3b1c21cbb0",
      sources: ["github.com/ArthurC02/SkillHub", "github.com/zxzharmlesszxz/puppet-forge Makefile.mk"],
    },
  },
  alertmanager: {
    version: "0.34.1",
    image: {
      repository: "prom/alertmanager",
      tag: "v0.34.1",
      digest: "sha256:e9733bafb1bdef9b00e25a21f8f99dc26a22224bf16641ad754d1649f4c3357a",
      sources: ["github.com/bormoley1983/faang-infra", "github.com/winthebest/shopflow"],
    },
  },
  grafana: {
    version: "13.2.2",
    image: {
      repository: "grafana/grafana",
      tag: "13.2.2",
      digest: "sha256:ac461fb352abc50da10a51c7d02462e9c05488f11f53f14b3ad79a8145f638a0",
      sources: ["github.com/bormoley1983/faang-infra", "a Terraform module (container fraud-…-grafana)"],
    },
  },
  loki: {
    version: "3.7.8",
    image: {
      repository: "grafana/loki",
      tag: "3.7.8",
      digest: "sha256:1107dd5274e0ada47e42472b7a7e71f3b2a2fe878878108f3e2f9e51528f0193",
      sources: ["github.com/winthebest/shopflow", "github.com/Userbash/quadlet-ops"],
    },
  },
  tempo: {
    version: "3.0.3",
    image: {
      repository: "grafana/tempo",
      tag: "3.0.3",
      digest: "sha256:0296560ac66f8a3600d7fb3014a52c189d4d9c3549ad6ff441bf2409855d68d5",
      sources: ["a Dockerfile (tempo/tempo-config.yml)", "a Terraform module (container kb_tempo)"],
    },
  },
  collector: {
    version: "0.155.0",
    image: {
      repository: "otel/opentelemetry-collector-contrib",
      tag: "0.155.0",
      digest: "unlocked",
      sources: [],
    },
  },
  postgres: {
    version: "18.4",
    image: { repository: "postgres", tag: "18.4", digest: "unlocked", sources: [] },
  },
  redis: {
    version: "7.4.9",
    image: { repository: "redis", tag: "7.4.9", digest: "unlocked", sources: [] },
  },
  "node-exporter": {
    version: "1.12.1",
    image: {
      repository: "prom/node-exporter",
      tag: "v1.12.1",
      digest: "sha256:1b4e4438faca4dd7e001dd445d161a4a2091b0fededa84093b3a8dfeae1f1be0",
      sources: [
        "github.com/junemartes/kardamom, its Nomad job node-exporter",
        "the registry_images of the adpulse Terraform module",
      ],
    },
  },
  "postgres-exporter": {
    version: "0.19.1",
    image: {
      repository: "prometheuscommunity/postgres-exporter",
      tag: "v0.19.1",
      digest: "sha256:e96064f876226d94bb6ce48a4c4b3dd76edba91168ec1ab024e5c4b959310b0f",
      sources: [
        "github.com/ArthemisDesign/APITOKEN2.0 observability/compose.yaml",
        "the OBSERVABILITY_IMAGES of a Dokploy",
      ],
    },
  },
  "redis-exporter": {
    version: "1.92.1",
    image: { repository: "oliver006/redis_exporter", tag: "v1.92.1", digest: "unlocked", sources: [] },
  },
  "blackbox-exporter": {
    version: "0.28.0",
    image: {
      repository: "prom/blackbox-exporter",
      tag: "v0.28.0",
      digest: "sha256:e753ff9f3fc458d02cca5eddab5a77e1c175eee484a8925ac7d524f04366c2fc",
      sources: [
        "github.com/ArthemisDesign/APITOKEN2.0 observability/compose.yaml",
        "github.com/evanwidjaja100/MecoFlow",
      ],
    },
  },
  "kube-state-metrics": {
    version: "2.18.0",
    image: {
      repository: "registry.k8s.io/kube-state-metrics/kube-state-metrics",
      tag: "v2.18.0",
      digest: "unlocked",
      sources: [],
    },
  },
  compose: {
    version: "2.40.0",
    image: { repository: "docker/compose-bin", tag: "v2.40.0", digest: "unlocked", sources: [] },
  },
  registry: {
    version: "3.0.0",
    image: { repository: "registry", tag: "3.0.0", digest: "unlocked", sources: [] },
  },
  pulumi: {
    version: "3.230.0",
    image: { repository: "pulumi/pulumi-nodejs", tag: "3.230.0", digest: "unlocked", sources: [] },
  },
  /** What the tests' own cluster is made of (test/cluster): the release, CoreDNS' release, Debian's containerd. */
  kubernetes: { version: "1.34.2" },
  "cluster-addons": { version: "1.13.1" },
  "container-runtime": { version: "1.6.20" },
} as const satisfies Record<string, ProductVersion>;

/** A product that belfry runs or is built with. */
export type Product = keyof typeof products;

/** The images that RAGBase's compose file names. */
export const ragbaseImages = {
  postgres: { repository: "pgvector/pgvector", tag: "pg16", digest: "unlocked", sources: [] },
  redis: { repository: "redis", tag: "7-alpine", digest: "unlocked", sources: [] },
} as const satisfies Record<string, Image>;

/** The image of belfry's own programs (simulator, inbox, canary). */
export const ownImage: Image = {
  ...{ repository: "belfry", tag: "0.1.0", digest: "unlocked", sources: [] },
  build: { context: ".", dockerfile: "images/belfry/Dockerfile", target: "belfry" },
};

/** Belfry's programs beside PostgreSQL's server, on which a restored copy is tried; built from this repository, too. */
export const backupImage: Image = {
  ...{ repository: "belfry-backup", tag: "0.1.0", digest: "unlocked", sources: [] },
  build: { context: ".", dockerfile: "images/belfry/Dockerfile", target: "backup" },
};

/** The image of belfry's small static helper: it probes, reloads and writes files beside images that hold no such program. */
export const toolImage: Image = {
  ...{ repository: "belfry-tool", tag: "0.1.0", digest: "unlocked", sources: [] },
  build: { context: "images/tool", dockerfile: "images/tool/Dockerfile", target: "tool" },
};
