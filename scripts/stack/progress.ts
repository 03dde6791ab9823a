import type { EngineEvent } from "@pulumi/pulumi/automation";

const words: Partial<Record<string, string>> = {
  create: "started",
  update: "changed",
  delete: "stopped",
  "create-replacement": "started anew",
  "delete-replaced": "stopped",
};

/** Tells a person about each unit as it comes up; whatever stays as it is is not mentioned. */
export function progressReport(
  say: (line: string) => void,
  clock: () => number = Date.now,
): (event: EngineEvent) => void {
  const began = new Map<string, number>();
  return ({ resourcePreEvent, resOutputsEvent }) => {
    const before = resourcePreEvent?.metadata;
    if (before && !resourcePreEvent?.planning) began.set(before.urn, clock());
    const after = resOutputsEvent?.metadata;
    if (!after || resOutputsEvent?.planning || after.type !== "pulumi-nodejs:dynamic/local:Unit") return;
    const word = words[after.op];
    if (!word) return;
    const seconds = ((clock() - (began.get(after.urn) ?? clock())) / 1000).toFixed(1);
    say(`${after.urn.split("::").at(-1)} ${word} (${seconds} s)`);
  };
}
