import { loadCatalog } from "../../catalog";
import { ask, askEngine, type EngineFacts } from "../docker/engine";
import { needsOf, type StackNeeds } from "../docker/needs";
import { presentOn } from "../docker/present";
import { type Present, problemsOf } from "../docker/problems";
import { rendered } from "../render/rendered";
import { stackConfig } from "../render/stack-config";
import { repository } from "../stack/engine-environment";
import type { Finding } from "./finding";
import { namedBy, serviceLabel, systemLabel } from "./named-service";

/** What an `up` of a stack in containers would find on this machine; nothing is changed. */
export async function dockerFindings(name: string): Promise<readonly Finding[]> {
  const answer = await askEngine().catch((error: Error) => error.message);
  if (typeof answer === "string") {
    const [detail = "", fix = ""] = answer.split(" Fix: ");
    return [
      { what: "docker", state: "wrong", detail: detail.replace(/\.$/, ""), fix: fix.replace(/\.$/, "") },
    ];
  }
  const { files } = await rendered(name, stackConfig(repository, name), (secret) => secret);
  const needs = needsOf(files["compose.yaml"] ?? "");
  const present = await presentOn(answer, needs);
  const problems = problemsOf(needs, present);
  const wrong = problems.map(({ what, detail, fix }): Finding => {
    return { what: nameOf(what), state: "wrong", detail, fix };
  });
  const well = fine(answer, needs, present).filter(({ what }) => !wrong.some((one) => one.what === what));
  return [...well, ...wrong, ...(await misnamedContainers())];
}

/** Two ways of having too little of the same. */
function nameOf(what: string): string {
  return what === "free memory" ? "memory" : what;
}

/** What is told where nothing is wrong with it. */
function fine(engine: EngineFacts, needs: StackNeeds, { heldMib }: Present): readonly Finding[] {
  const ok = (what: string, detail: string): Finding => ({ what, state: "ok", detail, fix: "" });
  const disk = engine.freeMib === undefined ? "on another machine" : `${engine.freeMib} MiB free`;
  const memory =
    engine.availableMib === undefined
      ? `${engine.memoryMib} MiB in all, on another machine`
      : `${engine.availableMib + heldMib} MiB free or the stack's own`;
  return [
    ok("engine", `Docker ${engine.version}`),
    ok("compose", (engine.compose ?? []).join(" ")),
    ok("memory", `${memory}, the stack is kept ${needs.memoryMib}`),
    ok("disk", disk),
    ok("port", `${needs.ports.map(({ number, protocol }) => `${number}/${protocol}`).join(", ")} are free`),
  ];
}

/** Containers that run and whose labels name no service: nobody would scrape them. */
async function misnamedContainers(): Promise<readonly Finding[]> {
  const format = `{{.Names}}\t{{.Label "${systemLabel}"}}\t{{.Label "${serviceLabel}"}}`;
  const services = loadCatalog();
  return (await ask("ps", "--format", format)).split("\n").flatMap((line): readonly Finding[] => {
    const [container = "", system, service] = line.split("\t").map((text) => text || undefined);
    const named = namedBy({ [systemLabel]: system, [serviceLabel]: service }, services);
    if (typeof named === "string" || "service" in named) return [];
    return [{ what: container, state: "wrong", detail: named.why, fix: named.fix }];
  });
}
