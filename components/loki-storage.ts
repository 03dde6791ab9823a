import type { Place } from "../platforms/platform";
import type { Connection, Workload } from "../platforms/workload";
import { type SecretSource, secretFiles } from "./secret-files";

/** A bucket that speaks S3, outside of the stack. */
export interface Bucket {
  /** Host, and port where it is not the usual one. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  /** Is it spoken to without TLS? */
  readonly insecure: boolean;
  /** The keys, as the tools of AWS keep them. */
  readonly credentials: SecretSource;
}

const credentialsFile = "/run/secrets/object-storage";
/** By which copies find each other. */
export const gossipPort: Workload["ports"] = { gossip: { number: 7946 } };

/** What a copy is called among its peers, and where they keep who has which lines: one copy is alone with that. */
export function ringOf(at: Place) {
  if (!hasPeers(at)) return { address: "127.0.0.1", store: "inmemory" };
  return { address: `\${POD_IP}`, store: "memberlist" };
}

/** Are there several copies, which stand for each other's lines? */
export function hasPeers(at: Place): boolean {
  return at.addresses("http").length > 1;
}

/** How copies find each other, as parts of the configuration; none for one copy. */
export function gossipOf(at: Place): Record<string, unknown> {
  if (!hasPeers(at)) return {};
  const number = at.port("gossip");
  return {
    memberlist: {
      advertise_addr: `\${POD_IP}`,
      advertise_port: number,
      bind_addr: [`\${POD_IP}`],
      bind_port: number,
      join_members: [`dns+${at.peers}:${number}`],
    },
  };
}

/** Where lines are kept: in the bucket, or in files of its own. */
export function storeOf(folder: string, bucket: Bucket | undefined) {
  if (!bucket) {
    const filesystem = { chunks_directory: `${folder}/chunks`, rules_directory: `${folder}/rules` };
    return { name: "filesystem", storage: { filesystem } };
  }
  const { endpoint, region, insecure } = bucket;
  return {
    name: "s3",
    storage: { s3: { endpoint, bucketnames: bucket.bucket, region, insecure, s3forcepathstyle: true } },
  };
}

/** What the workload has besides where it keeps lines in a bucket: the keys, as a file. */
export function bucketParts(at: Place, bucket: Bucket | undefined): Partial<Workload> {
  if (!bucket) return {};
  return {
    env: { AWS_SHARED_CREDENTIALS_FILE: at.path(credentialsFile) },
    ...secretFiles({ [credentialsFile]: bucket.credentials }),
  };
}

/** The bucket may be anybody's: a service of the internet, or another one of the cluster. */
export function bucketConnections(bucket: Bucket | undefined): readonly Connection[] {
  if (!bucket) return [];
  const { port } = new URL(`${bucket.insecure ? "http" : "https"}://${bucket.endpoint}`);
  const ports = [Number(port || (bucket.insecure ? 80 : 443))];
  return [
    { to: "internet", ports },
    { to: "any-namespace", ports },
  ];
}
