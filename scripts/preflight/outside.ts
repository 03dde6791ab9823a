import { lookup } from "node:dns/promises";
import { BlockList } from "node:net";
import type { Config } from "../../config";
import { privateRanges } from "../../platforms/kubernetes/network";

type OutsideConfig = Pick<Config, "receivers" | "login" | "objectStorage" | "kubernetes">;

/** The IPv4 addresses of a host as they are seen from here; empty where nobody knows it. */
export type Resolve = (host: string) => Promise<readonly string[]>;

const byDns: Resolve = async (host) => {
  const found = await lookup(host, { all: true, family: 4 }).catch(() => []);
  return found.map(({ address }) => address);
};

/**
 * Hosts of the configuration that are in a private range: the network policies close those, and nothing else would say so.
 * A host that is not known here is passed over, since the cluster may know it.
 */
export async function closedHosts(
  config: OutsideConfig,
  resolve: Resolve = byDns,
): Promise<readonly string[]> {
  const { outside } = config.kubernetes;
  const [closed, opened] = [rangesOf(privateRanges), rangesOf(outside)];
  const told = await Promise.all(
    hostsOf(config).map(async ([key, host]) => {
      const lost = (await resolve(host)).find((address) => closed.check(address) && !opened.check(address));
      if (lost === undefined) return [];
      return [
        `belfry:${key} leads to ${host}, which is ${lost}: the network of the stack is closed to private ranges. Fix: pulumi config set --path 'belfry:kubernetes.outside[${outside.length}]' ${lost}/32, or the range that it is in.`,
      ];
    }),
  );
  return told.flat();
}

function rangesOf(cidrs: readonly string[]): BlockList {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [network = "", bits] = cidr.split("/");
    list.addSubnet(network, Number(bits), "ipv4");
  }
  return list;
}

/** What the stack sends to or asks, by the key that names it. Addresses in secret files are nobody's to look up. */
function hostsOf({ receivers, login, objectStorage }: OutsideConfig): readonly (readonly [string, string])[] {
  const { email } = receivers;
  const hostOf = (address: string) => new URL(`tcp://${address}`).hostname;
  return [
    ...(email ? [["receivers.email.smarthost", hostOf(email.smarthost)] as const] : []),
    ...(email?.escalation
      ? [["receivers.email.escalation.smarthost", hostOf(email.escalation.smarthost)] as const]
      : []),
    ...Object.entries(email?.systems ?? {}).map(
      ([system, { smarthost }]) =>
        [`receivers.email.systems.${system}.smarthost`, hostOf(smarthost)] as const,
    ),
    ...(login
      ? [
          ["login.tokenUrl", new URL(login.tokenUrl).hostname] as const,
          ["login.userInfoUrl", new URL(login.userInfoUrl).hostname] as const,
        ]
      : []),
    ...(objectStorage ? [["objectStorage.endpoint", hostOf(objectStorage.endpoint)] as const] : []),
  ];
}
