import { readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../toolchain/run";
import { ask, askEngine, type EngineFacts } from "./engine";
import { needsOf } from "./needs";
import { presentOn } from "./present";
import { problemsOf, told } from "./problems";

/** A rendered stack and the engine that runs it. */
export interface ComposeStack {
  readonly name: string;
  /** Where its compose file is. */
  readonly folder: string;
  readonly say: (line: string) => void;
}

const minutes = 60_000;
/** A slow line must be able to bring an image in, and what one is built of. */
const pullLimitMs = 20 * minutes;
const healthyWithinSeconds = 300;

/** Brings the stack up: what would go wrong is told before anything is changed. */
export async function composeUp(stack: ComposeStack): Promise<void> {
  const engine = await askEngine();
  const needs = needsOf(readFileSync(join(stack.folder, "compose.yaml"), "utf8"));
  const problems = problemsOf(needs, await presentOn(engine, needs));
  const grave = problems.filter(({ what }) => what !== "free memory");
  if (grave.length > 0) throw new Error(grave.map(told).join("\n"));
  for (const problem of problems) stack.say(told(problem));
  for (const image of needs.images.keys())
    if (!image.includes("@sha256:"))
      stack.say(
        `${image} has no digest: another day its tag may be another image. npm run images:lock asks.`,
      );
  await haveImages(needs.images, stack.say);
  if (needs.isBuilt) {
    stack.say("belfry's own images: building; the first time takes minutes");
    await compose(stack, engine, "build", "--quiet");
  }
  const limit = ["--wait", "--wait-timeout", String(healthyWithinSeconds)];
  await compose(stack, engine, "up", "--detach", "--remove-orphans", ...limit);
  stack.say(await compose(stack, engine, "ps", "--format", "table {{.Name}}\t{{.Status}}"));
}

/** Takes the stack away; what its servers keep stays, unless it is purged. */
export async function composeDown(stack: ComposeStack, purge: boolean): Promise<void> {
  const engine = await askEngine();
  await refuseStrangers(stack);
  await compose(stack, engine, "down", ...(purge ? ["--volumes"] : []));
  // What writers wrote holds secrets, and is written anew at the next up.
  const project = `label=com.docker.compose.project=belfry-${stack.name}`;
  const given = await ask(
    "volume",
    "ls",
    "--quiet",
    "--filter",
    project,
    "--filter",
    "label=dev.belfry.given",
  );
  const names = given.split("\n").filter(Boolean);
  if (names.length > 0) await ask("volume", "rm", ...names);
}

/** A network cannot go while somebody else's container is in it: the engine would stop half-way. */
async function refuseStrangers({ name }: ComposeStack): Promise<void> {
  const network = `belfry-${name}-inside`;
  const format = '{{.Names}} {{.Label "com.docker.compose.project"}}';
  const lines = (await ask("ps", "--filter", `network=${network}`, "--format", format)).split("\n");
  const strangers = lines
    .map((line) => line.split(" "))
    .flatMap(([container, project]) => (container && project !== `belfry-${name}` ? [container] : []));
  if (strangers.length === 0) return;
  throw new Error(
    `${strangers.join(", ")} of somebody else's is in the network ${network}, which goes with the stack. Fix: ${strangers.map((one) => `docker network disconnect ${network} ${one}`).join("; ")}.`,
  );
}

/** Brings in what is not there yet. */
async function haveImages(images: ReadonlyMap<string, string>, say: (line: string) => void): Promise<void> {
  for (const [image, container] of images) {
    const isThere = await ask("image", "inspect", "--format", "{{.Id}}", image).catch(() => "");
    if (isThere) continue;
    say(`${image}: pulling`);
    await run("docker", ["pull", "--quiet", image], { timeoutMs: pullLimitMs }).catch((error: Error) => {
      throw new Error(
        `${container}: the image ${image} cannot be had: ${error.message}. Fix: check its name and digest (belfry:images in Pulumi.dev.yaml, toolchain/versions.ts) and the way to its registry.`,
      );
    });
  }
}

async function compose(
  { folder }: ComposeStack,
  { compose: command = [] }: EngineFacts,
  ...args: string[]
): Promise<string> {
  const [program = "docker-compose", ...first] = command;
  const file = ["-f", join(folder, "compose.yaml"), "--progress", "quiet"];
  const timeoutMs = args[0] === "build" ? pullLimitMs : 2 * healthyWithinSeconds * 1000;
  return (await run(program, [...first, ...file, ...args], { timeoutMs })).stdout;
}
