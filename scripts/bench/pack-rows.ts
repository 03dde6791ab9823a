import { join } from "node:path";
import { registeredBy } from "../render/registered";
import { stackConfig } from "../render/stack-config";
import { repository } from "../stack/engine-environment";
import { type PackResource, timePack } from "./policy-pack";

/** How long the policy pack takes for so many resources. */
export interface PackRow {
  readonly what: string;
  readonly resources: number;
  /** Until its process answers. */
  readonly startMs: number;
  /** Until everything is judged, from then on. */
  readonly judgedMs: number;
}

async function prodResources(): Promise<readonly PackResource[]> {
  const program: () => Promise<unknown> = require(join(repository, "index.ts"));
  const config = { ...stackConfig(repository, "prod"), "belfry:images": '{"unlocked":"allow"}' };
  const password = (name: string) => `a long password of ${name}`;
  const found = await registeredBy(program, { project: "belfry", stack: "prod", config, password });
  return found.map(({ type, name, inputs }) => ({
    type,
    name,
    // As the engine sends it: plain JSON, nothing undefined.
    properties: JSON.parse(JSON.stringify(inputs)),
  }));
}

/** The same kinds of resources, until there are so many. */
function repeated(resources: readonly PackResource[], count: number): readonly PackResource[] {
  return Array.from({ length: count }, (_, i) => {
    const one = resources[i % resources.length];
    if (one === undefined) throw new Error("The stack has no resources.");
    return { ...one, name: `${one.name}-${Math.floor(i / resources.length)}` };
  });
}

async function row(what: string, resources: readonly PackResource[]): Promise<PackRow> {
  const { startMs, resourcesMs, stackMs } = await timePack(resources);
  return { what, resources: resources.length, startMs, judgedMs: resourcesMs + stackMs };
}

/** The pack's own process over the whole prod stack, and over a thousand resources of its kinds. */
export async function packRows(): Promise<readonly PackRow[]> {
  const prod = await prodResources();
  return [await row("the prod stack", prod), await row("1000 resources", repeated(prod, 1000))];
}
