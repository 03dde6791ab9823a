import { parseConfig } from "../../../config";
import { closedHosts } from "../../../scripts/preflight/outside";
import { filledProduction } from "../../support/filled-production";

const addresses: Readonly<Record<string, readonly string[]>> = {
  "mail.example.com": ["10.20.0.25"],
  "login.example.com": ["203.0.113.7"],
  "s3.example.com": ["192.168.7.9", "192.168.7.10"],
};
const resolve = async (host: string) => addresses[host] ?? [];

function configWith(outside: readonly string[]) {
  const own = Object.entries({ ...filledProduction, "belfry:platform": "kubernetes" });
  const keys = Object.fromEntries(own.map(([key, value]) => [key.replace("belfry:", ""), value]));
  return parseConfig({ ...keys, kubernetes: JSON.stringify({ outside }) }, "prod");
}

test("hosts in private ranges are named, since the network is closed to them", async () => {
  expect(await closedHosts(configWith([]), resolve)).toEqual([
    "belfry:receivers.email.smarthost leads to mail.example.com, which is 10.20.0.25: the network of the stack is closed to private ranges. Fix: pulumi config set --path 'belfry:kubernetes.outside[0]' 10.20.0.25/32, or the range that it is in.",
    "belfry:objectStorage.endpoint leads to s3.example.com, which is 192.168.7.9: the network of the stack is closed to private ranges. Fix: pulumi config set --path 'belfry:kubernetes.outside[0]' 192.168.7.9/32, or the range that it is in.",
  ]);
});

test("ranges that are opened are no longer named", async () => {
  expect(await closedHosts(configWith(["10.20.0.0/16", "192.168.7.0/24"]), resolve)).toEqual([]);
  const half = await closedHosts(configWith(["10.20.0.0/16", "192.168.7.9/32"]), resolve);
  expect(half).toEqual([expect.stringMatching(/s3\.example\.com, which is 192\.168\.7\.10.*outside\[2\]/)]);
});

test("a host that is not known here is the cluster's affair", async () => {
  expect(await closedHosts(configWith([]), async () => [])).toEqual([]);
});
