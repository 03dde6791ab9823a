import { setTimeout as sleep } from "node:timers/promises";
import { eventually, holds } from "../e2e/support/eventually";
import { systemMetrics } from "../e2e/support/system-metrics";
import { inside, inspected, published, running, withEngine } from "./support/running";
import { compose, docker } from "./support/stack";

interface PrometheusAnswer {
  readonly data: {
    readonly result: readonly { readonly metric: Record<string, string>; readonly value: [number, string] }[];
  };
}

async function query(text: string) {
  const answer = await fetch(published(9090, `/api/v1/query?${new URLSearchParams({ query: text })}`));
  const { data } = (await answer.json()) as PrometheusAnswer;
  return data.result;
}

async function lines(selector: string): Promise<number> {
  const search = new URLSearchParams({ query: selector, since: "1h", limit: "5" });
  const { data } = JSON.parse(await inside("loki:3100", `/loki/api/v1/query_range?${search}`));
  return data.result.length;
}

async function tracesOf(service: string): Promise<number> {
  const search = new URLSearchParams({ q: `{ resource.service = "${service}" }`, limit: "5" });
  return JSON.parse(await inside("tempo:3200", `/api/search?${search}`)).traces?.length ?? 0;
}

const systems = Object.keys(systemMetrics);

withEngine("the laptop's stack on a real engine", () => {
  test("is healthy, everything of it, and nothing was restarted", async () => {
    const servers = (await inspected()).filter(({ Config }) => Config.Labels["dev.belfry.role"] === "server");
    expect(servers.length).toBeGreaterThan(15);
    const ill = servers.filter(
      ({ State, RestartCount }) => State.Health?.Status !== "healthy" || RestartCount > 0,
    );
    expect(ill.map(({ Name }) => Name)).toEqual([]);
  });

  test.each(systems)("a metric of %s is in Prometheus", async (service) => {
    const [metric, , buckets] = systemMetrics[service]?.[0] ?? [];
    const name = buckets ? `${metric}_count` : metric;
    await eventually(`${name} of ${service}`, 90, async () => {
      const found = await query(`{__name__="${name}", service="${service}"}`);
      return found.length > 0 ? true : undefined;
    });
  });

  test.each([...systems, "ragbase-ai-worker"])("lines of %s are in Loki", async (service) => {
    await eventually(`lines of ${service}`, 90, async () => {
      return (await lines(`{service="${service}"}`)) > 0 ? true : undefined;
    });
  });

  test("lines that belfry's own servers print are in Loki", async () => {
    await eventually("lines of Tempo", 60, async () =>
      (await lines('{service="tempo"}')) > 0 ? true : undefined,
    );
  });

  test.each(["pulsecal-api", "greenstack-api"])("traces of %s are in Tempo", async (service) => {
    await eventually(`traces of ${service}`, 90, async () =>
      (await tracesOf(service)) > 0 ? true : undefined,
    );
  });

  test("a container that is killed comes back, and is healthy again", async () => {
    const name = "belfry-dev-alertmanager";
    const { stack } = running();
    const pid = async () => (await inspected()).find(({ Name }) => Name === `/${name}`)?.State.Pid;
    const before = await pid();
    process.kill(before ?? 0, "SIGKILL");
    await holds(`${name} again`, 60, async () => {
      const now = (await inspected()).find(({ Name }) => Name === `/${name}`);
      expect(now?.State.Pid).not.toBe(before);
      expect(now?.State.Health?.Status).toBe("healthy");
    });
    await docker(stack, "logs", "--tail", "1", name);
  });

  test("a second up changes nothing", async () => {
    const ids = async () => (await inspected()).map(({ Id, State }) => [Id, State.Pid].join()).sort();
    const before = await ids();
    await compose(running().stack, "up", "--detach", "--wait");
    await sleep(1000);
    expect(await ids()).toEqual(before);
  });
});
