import { composeDown } from "../../scripts/docker/compose-stack";
import { onEngine } from "./support/on-engine";
import { running, withEngine } from "./support/running";
import { docker } from "./support/stack";

// Last of all files (support/sequencer.js): nothing runs after it.

async function list(kind: string, ...args: string[]): Promise<readonly string[]> {
  const text = await docker(running().stack, kind, "ls", ...args);
  return text.split("\n").filter((name) => name.startsWith("belfry-dev"));
}
const names = ["--format", "{{.Name}}"];
const kept = () => list("volume", ...names, "--filter", "label=dev.belfry.data");

function down(purge: boolean): Promise<void> {
  const { stack, engine } = running();
  return onEngine(engine.host, () =>
    composeDown({ name: "dev", folder: stack.folder, say: () => undefined }, purge),
  );
}

withEngine("taking the laptop's stack away", () => {
  test("leaves the volumes that servers keep and what was printed, and nothing else", async () => {
    const data = await kept();
    expect(data).toContain("belfry-dev-prometheus-prometheus");
    await down(false);
    expect(await list("container", "--all", "--format", "{{.Names}}")).toEqual([]);
    expect(await list("network", ...names)).toEqual([]);
    expect([...(await list("volume", ...names))].sort()).toEqual([...data, "belfry-dev-printed"].sort());
  });

  test("takes those away, too, where it is told to purge", async () => {
    await down(true);
    expect(await list("volume", ...names)).toEqual([]);
  });
});
