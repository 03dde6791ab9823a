import { composeDown } from "../../scripts/docker/compose-stack";
import { onEngine } from "./support/on-engine";
import { inspected, running, withEngine } from "./support/running";
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
  test("is refused while somebody else's container is in its network, and names it", async () => {
    const { stack } = running();
    const [inbox] = (await inspected()).filter(({ Name }) => Name === "/belfry-dev-inbox");
    const before = await list("container", "--format", "{{.Names}}");
    const args = ["--detach", "--name", "stranger", "--network", "belfry-dev-inside"];
    await docker(stack, "run", ...args, inbox?.Config.Image ?? "", "-e", "setInterval(() => {}, 1000)");
    try {
      await expect(down(false)).rejects.toThrow(
        "stranger of somebody else's is in the network belfry-dev-inside, which goes with the stack. Fix: docker network disconnect belfry-dev-inside stranger.",
      );
      expect(await list("container", "--format", "{{.Names}}")).toEqual(before);
    } finally {
      await docker(stack, "rm", "--force", "stranger");
    }
  });

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
