import { postLog } from "./otlp";
import { clearFaults, type Servers, setFault } from "./servers";
import { protocolPort } from "./shared-stack";
import { sendOverGrpc } from "./span-senders";
import type { TestStack } from "./stack-process";

/** Faults under which series are born that a good day does not have. */
const lazy = {
  "newsletter-api": "errors",
  "pulsecal-api": "errors",
  "travel-crm-api": "slaBreach",
} as const;

export async function provokeLazy(stack: Servers): Promise<void> {
  for (const [service, fault] of Object.entries(lazy)) await setFault(stack, service, fault);
}

export async function clearLazy(stack: Servers): Promise<void> {
  for (const service of Object.keys(lazy)) await clearFaults(stack, service);
}

/** Sends what must be refused: a line of last month by way of the collector, and a span without a trace to Tempo. */
export async function provokeRefusals(stack: TestStack): Promise<void> {
  await postLog(`http://127.0.0.1:${protocolPort(stack, "4318")}`, {
    resource: { "service.name": "e2e-refused" },
    time: Date.now() - 30 * 86_400_000,
    severityNumber: 9,
    body: "too old",
    attributes: {},
  });
  const span = { service: "e2e-refused", name: "lost", traceId: "", attributes: {} };
  await expect(sendOverGrpc(stack.port("tempo", "otlp"), span)).rejects.toThrow("trace ids must be 128 bit");
}
