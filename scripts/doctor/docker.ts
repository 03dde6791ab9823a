import { askEngine, type EngineFacts } from "../docker/engine";
import { needsOf, type StackNeeds } from "../docker/needs";
import { presentOn } from "../docker/present";
import { problemsOf } from "../docker/problems";
import { rendered } from "../render/rendered";
import { stackConfig } from "../render/stack-config";
import { repository } from "../stack/engine-environment";
import type { Finding } from "./finding";

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
  const problems = problemsOf(needs, await presentOn(answer, needs));
  const wrong = problems.map((problem): Finding => ({ ...problem, state: "wrong" }));
  return [...fine(answer, needs).filter(({ what }) => !problems.some((one) => one.what === what)), ...wrong];
}

/** What is told where nothing is wrong with it. */
function fine(engine: EngineFacts, needs: StackNeeds): readonly Finding[] {
  const ok = (what: string, detail: string): Finding => ({ what, state: "ok", detail, fix: "" });
  const disk = engine.freeMib === undefined ? "on another machine" : `${engine.freeMib} MiB free`;
  return [
    ok("engine", `Docker ${engine.version}`),
    ok("compose", (engine.compose ?? []).join(" ")),
    ok("memory", `${engine.memoryMib} MiB, the stack is kept ${needs.memoryMib}`),
    ok("disk", disk),
    ok("port", `${needs.ports.map(({ number, protocol }) => `${number}/${protocol}`).join(", ")} are free`),
  ];
}
