import { randomBytes } from "node:crypto";
import { ownImage } from "../../../toolchain/versions";
import { eventually } from "../../e2e/support/eventually";
import { registryHost } from "../lab/ranges";
import { kubectl } from "./kubectl";

/** Who asks: a pod that looks like those of a workload, or like nobody's. */
export interface Asker {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Names of what is asked, each with its address and port. */
export type Targets = Readonly<Record<string, string>>;

/** The cluster knows a pod's address a moment after the pod has it; until then nothing is closed to it. */
const knownAfterMs = 10_000;
/** Long enough for an answer on a busy machine. */
const patienceMs = 15_000;

/** Tries all at once, and prints how each went. */
const script = `
const net = require("node:net");
const ask = ([name, address]) => new Promise((resolve) => {
  const [host, port] = address.split(":");
  const socket = net.connect({ host, port, timeout: ${patienceMs} });
  const end = (how) => { socket.destroy(); resolve([name, how]); };
  socket.on("connect", () => end("reached")).on("timeout", () => end("timeout")).on("error", ({ code }) => end(code));
});
setTimeout(async () => {
  const answers = await Promise.all(Object.entries(JSON.parse(process.argv[1])).map(ask));
  console.log(JSON.stringify(Object.fromEntries(answers)));
}, ${knownAfterMs});
`;

/** How a refused connection ends: its packets are dropped. */
const refusals = ["timeout", "ETIMEDOUT"];

/** A pod that asks each target once and ends: those that let it connect, sorted. */
export async function reached(asker: Asker, targets: Targets): Promise<readonly string[]> {
  const name = `ask-${randomBytes(4).toString("hex")}`;
  await kubectl(
    "-n",
    asker.namespace,
    "run",
    name,
    "--image=none",
    `--overrides=${pod(name, asker, targets)}`,
  );
  try {
    await eventually(`the end of ${name}`, 120, async () => {
      const phase = await kubectl(
        "-n",
        asker.namespace,
        "get",
        "pod",
        name,
        "-o",
        "jsonpath={.status.phase}",
      );
      return phase === "Succeeded" || phase === "Failed" ? phase : undefined;
    });
    const said: Record<string, string> = JSON.parse(await kubectl("-n", asker.namespace, "logs", name));
    const odd = Object.entries(said).filter(([, how]) => how !== "reached" && !refusals.includes(how));
    if (odd.length > 0) throw new Error(`${name} could not ask: ${JSON.stringify(odd)}`);
    return Object.keys(said)
      .filter((target) => said[target] === "reached")
      .sort();
  } finally {
    await kubectl("-n", asker.namespace, "delete", "pod", name, "--wait=false");
  }
}

/** Never ready: its labels are those of others, whose Services must not send it anything. */
function pod(name: string, { labels }: Asker, targets: Targets): string {
  const container = {
    name,
    image: `${registryHost}/${ownImage.repository}:test`,
    args: ["-e", script, JSON.stringify(targets)],
    resources: { requests: { cpu: "5m", memory: "32Mi" }, limits: { cpu: "500m", memory: "96Mi" } },
    securityContext: {
      ...{ allowPrivilegeEscalation: false, runAsNonRoot: true, runAsUser: 65534 },
      ...{ capabilities: { drop: ["ALL"] }, seccompProfile: { type: "RuntimeDefault" } },
    },
  };
  const spec = {
    ...{ restartPolicy: "Never", automountServiceAccountToken: false },
    ...{ readinessGates: [{ conditionType: "belfry.dev/never" }], containers: [container] },
  };
  return JSON.stringify({ metadata: { labels }, spec });
}
