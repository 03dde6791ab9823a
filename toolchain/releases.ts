/** Where the official release archives are: one function a product, from its own release page. */
import type { Archive, Target } from "./tool";
import { products } from "./versions";

const version = (product: keyof typeof products): string => products[product].version;

/** The Prometheus organisations all name and pack their releases alike. */
function prometheusStyle(
  organisation: string,
  repository: string,
  released: string,
  programs: readonly string[],
): (target: Target) => Archive {
  const base = `https://github.com/${organisation}/${repository}/releases/download/v${released}`;
  return ({ os, arch }) => ({
    url: `${base}/${repository}-${released}.${os}-${arch}.tar.gz`,
    checksumsUrl: `${base}/sha256sums.txt`,
    programs: Object.fromEntries(programs.map((program) => [program, program])),
  });
}

export const prometheusArchive = prometheusStyle("prometheus", "prometheus", version("prometheus"), [
  "prometheus",
  "promtool",
]);

export const alertmanagerArchive = prometheusStyle("prometheus", "alertmanager", version("alertmanager"), [
  "alertmanager",
  "amtool",
]);

export const nodeExporterArchive = prometheusStyle("prometheus", "node_exporter", version("node-exporter"), [
  "node_exporter",
]);

export const blackboxExporterArchive = prometheusStyle(
  "prometheus",
  "blackbox_exporter",
  version("blackbox-exporter"),
  ["blackbox_exporter"],
);

export const postgresExporterArchive = prometheusStyle(
  "prometheus-community",
  "postgres_exporter",
  version("postgres-exporter"),
  ["postgres_exporter"],
);

export const thanosArchive = prometheusStyle("thanos-io", "thanos", version("thanos"), ["thanos"]);

export function redisExporterArchive({ os, arch }: Target): Archive {
  const released = version("redis-exporter");
  const base = `https://github.com/oliver006/redis_exporter/releases/download/v${released}`;
  return {
    url: `${base}/redis_exporter-v${released}.${os}-${arch}.tar.gz`,
    checksumsUrl: `${base}/sha256sums.txt`,
    programs: { redis_exporter: "redis_exporter" },
  };
}

/** The archive holds the whole home folder; `grafana server` replaced grafana-server in 13. */
export function grafanaArchive({ os, arch }: Target): Archive {
  const url = `https://dl.grafana.com/oss/release/grafana-${version("grafana")}.${os}-${arch}.tar.gz`;
  return { url, checksumsUrl: `${url}.sha256`, programs: { grafana: "bin/grafana" } };
}

/** One zip a program; logcli is an archive of its own and only a convenience, so it is left out. */
export function lokiArchive({ os, arch }: Target): Archive {
  const base = `https://github.com/grafana/loki/releases/download/v${version("loki")}`;
  return {
    url: `${base}/loki-${os}-${arch}.zip`,
    checksumsUrl: `${base}/SHA256SUMS`,
    programs: { loki: `loki-${os}-${arch}` },
  };
}

export function tempoArchive({ os, arch }: Target): Archive {
  const released = version("tempo");
  const base = `https://github.com/grafana/tempo/releases/download/v${released}`;
  return {
    url: `${base}/tempo_${released}_${os}_${arch}.tar.gz`,
    checksumsUrl: `${base}/SHA256SUMS`,
    programs: { tempo: "tempo" },
  };
}

/** The contrib distribution: the core one lacks half of the components that belfry uses. */
export function collectorArchive({ os, arch }: Target): Archive {
  const released = version("collector");
  const base = `https://github.com/open-telemetry/opentelemetry-collector-releases/releases/download/v${released}`;
  return {
    url: `${base}/otelcol-contrib_${released}_${os}_${arch}.tar.gz`,
    checksumsUrl: `${base}/opentelemetry-collector-releases_otelcol-contrib_checksums.txt`,
    programs: { otelcol: "otelcol-contrib" },
  };
}

/** Also holds the language hosts, so a plain `pulumi up` works with it. */
export function pulumiArchive({ os, arch }: Target): Archive {
  const released = version("pulumi");
  const base = `https://github.com/pulumi/pulumi/releases/download/v${released}`;
  return {
    url: `${base}/pulumi-v${released}-${os}-${arch === "amd64" ? "x64" : arch}.tar.gz`,
    checksumsUrl: `${base}/pulumi-${released}-checksums.txt`,
    programs: { pulumi: "pulumi" },
  };
}
