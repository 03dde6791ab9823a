import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { grownLabel } from "../../scripts/stack/grown-label";
import { metrics, shop } from "../dashboards/shop";

const counts = new Map<string, number>();
const server = createServer((request, response) => {
  const query = new URL(request.url ?? "", "http://prometheus").searchParams.get("query") ?? "";
  const found = [...counts].find(([part]) => query.includes(part))?.[1];
  const result = found === undefined ? [] : [{ metric: {}, value: [0, String(found)] }];
  response.end(JSON.stringify({ status: "success", data: { result } }));
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
afterAll(() => new Promise((resolve) => server.close(resolve)));
const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const own = 'system="shop", service="api"';

test("names the label that has most values beyond its declaration", async () => {
  counts.set(`count by (route) (requests_total{${own}}`, 70).set("count by (status)", 1);
  expect(await grownLabel(url(), shop(), new Date(0))).toEqual({
    ...{ metric: "requests_total", label: "route", values: 70 },
    declared: metrics.requests.labels.route.atMost,
  });
});

test("names none where each keeps to its declaration", async () => {
  counts.clear();
  expect(await grownLabel(url(), shop(), new Date(0))).toBeUndefined();
});
