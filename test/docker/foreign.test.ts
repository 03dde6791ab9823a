import { run } from "../../toolchain/run";
import { eventually, holds } from "../e2e/support/eventually";
import { logLines, promQuery } from "../e2e/support/servers";
import { servers } from "./support/ask";
import { inspected, running, withEngine } from "./support/running";
import { docker } from "./support/stack";

const names = { reached: "somebody-elses-greenstack", apart: "greenstack-without-network" };
const marker = "a line of somebody else's container";

/** A program that knows nothing of belfry: it has metrics on its port, and prints lines. */
const program = `
require("node:http").createServer((_, answer) => {
  answer.setHeader("Content-Type", "text/plain; version=0.0.4");
  answer.end('greenstack_active_devices{type="iodd"} 4711\\n');
}).listen(8000);
setInterval(() => console.log(JSON.stringify({
  timestamp: Date.now() / 1000, level: "INFO", message: "${marker}", app: "greenstack",
})), 1000);`;

async function start(name: string, ...network: string[]): Promise<void> {
  const { stack } = running();
  const server = (await inspected()).find(({ Name }) => Name === "/belfry-dev-inbox");
  const labels = ["belfry.dev/system=greenstack", "belfry.dev/service=greenstack-api"];
  const args = ["run", "--detach", "--name", name, ...labels.flatMap((label) => ["--label", label])];
  await docker(stack, ...args, ...network, server?.Config.Image ?? "", "-e", program);
}

withEngine("containers that somebody else started", () => {
  beforeAll(async () => {
    await start(names.reached, "--network", "belfry-dev-inside");
    await start(names.apart, "--network", "none");
  });
  afterAll(() => docker(running().stack, "rm", "--force", ...Object.values(names)));

  test("one with belfry's labels is scraped as the service that they name", async () => {
    const query = `greenstack_active_devices{service="greenstack-api", instance="${names.reached}"}`;
    const [found, ...more] = await eventually("its metric", 90, async () => {
      const samples = await promQuery(servers, query);
      return samples.length > 0 ? samples : undefined;
    });
    expect(more).toEqual([]);
    expect(found?.value).toBe(4711);
    expect(found?.metric).toMatchObject({ system: "greenstack", type: "iodd" });
  });

  test("what it prints is among that service's lines, with the level that it names", async () => {
    await holds("its lines", 90, async () => {
      const found = await logLines(servers, `{service="greenstack-api", level="info"} |= "${marker}"`);
      expect(found.length).toBeGreaterThan(0);
    });
  });

  test("one that is in another network is named, with the command that connects it", async () => {
    await holds("the watcher to name it", 60, async () => {
      const { stderr } = await run("docker", ["logs", "belfry-dev-watcher"], { env: running().stack.env });
      expect(stderr).toContain(`docker network connect belfry-dev-inside ${names.apart}`);
    });
  });
});
