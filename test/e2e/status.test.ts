import { sharedStack } from "./support/shared-stack";

// What the commands say of a stack that runs.

const stack = sharedStack();

interface Use {
  readonly series: readonly { readonly service: string; readonly used: number; readonly budget: number }[];
  readonly servers: readonly {
    readonly server: string;
    readonly memory: { readonly used: number; readonly derived: number };
    readonly disk: { readonly used: number; readonly derived: number };
  }[];
}

test("status says what is used of what was derived, and nobody is over", async () => {
  const { out } = await stack.script("status", "--json");
  const { series, servers } = JSON.parse(out) as Use;
  expect(series.filter(({ used, budget }) => used > budget)).toEqual([]);
  const pulsecal = series.find(({ service }) => service === "pulsecal/pulsecal-api");
  expect(pulsecal?.used).toBeGreaterThan(100);
  expect(servers.map(({ server }) => server)).toEqual(["prometheus", "loki", "tempo"]);
  for (const { server, memory, disk } of servers) {
    expect([server, memory.used > 0, disk.used > 0]).toEqual([server, true, true]);
    expect([server, disk.used < disk.derived]).toEqual([server, true]);
  }
});

test("a secret that was generated for a server is printed, and nothing else", async () => {
  const { code, out, err } = await stack.script("secret", "postgres-password");
  expect([code, err]).toEqual([0, ""]);
  expect(out).toMatch(/^[A-Za-z0-9]{32}\n$/);
});
