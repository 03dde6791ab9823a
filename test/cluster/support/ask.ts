import { randomBytes } from "node:crypto";
import { toolImage } from "../../../toolchain/versions";
import { eventually } from "../../e2e/support/eventually";
import { registryHost } from "../lab/ranges";
import { kubectl } from "./kubectl";

/** A pod that asks once and ends: does the target answer it? The enforcer knows a pod a moment after it starts. */
export async function answers(
  namespace: string,
  target: string,
  labels: Readonly<Record<string, string>> = {},
) {
  const name = `ask-${randomBytes(4).toString("hex")}`;
  const container = {
    name,
    image: `${registryHost}/${toolImage.repository}:test`,
    args: ["probe", target],
    resources: { requests: { cpu: "5m", memory: "16Mi" }, limits: { cpu: "50m", memory: "32Mi" } },
    securityContext: {
      ...{ allowPrivilegeEscalation: false, runAsNonRoot: true, runAsUser: 65534 },
      ...{ capabilities: { drop: ["ALL"] }, seccompProfile: { type: "RuntimeDefault" } },
    },
  };
  const spec = { restartPolicy: "Never", automountServiceAccountToken: false, containers: [container] };
  const overrides = JSON.stringify({ metadata: { labels }, spec });
  await kubectl("-n", namespace, "run", name, `--image=${container.image}`, `--overrides=${overrides}`);
  const phase = await eventually(`the end of ${name}`, 90, async () => {
    const found = await kubectl("-n", namespace, "get", "pod", name, "-o", "jsonpath={.status.phase}");
    return found === "Succeeded" || found === "Failed" ? found : undefined;
  });
  const said = await kubectl("-n", namespace, "logs", name);
  await kubectl("-n", namespace, "delete", "pod", name, "--wait=false");
  if (phase === "Failed" && !/timeout|refused|unreachable|deadline/.test(said))
    throw new Error(`${name} could not ask ${target}: ${said}`);
  return phase === "Succeeded";
}
