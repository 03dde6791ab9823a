import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { StatusQuestions } from "../../dashboards/status-page";
import { serviceStatus } from "../../scripts/stack/service-status";
import { shop } from "../dashboards/shop";

const at = new Date("2027-01-16T12:00:00Z");
const now = at.getTime() / 1000;
const asked: string[] = [];

/** What Prometheus would answer: a service that was gone for five minutes an hour ago, and for a day before was not watched. */
const answers: Readonly<Record<string, unknown>> = {
  up: [{ metric: {}, value: [now, "1"] }],
  there: [{ metric: {}, value: [now, "0.9"] }],
  kept: [],
  firing: [{ metric: { alertname: "HighErrorRate", severity: "critical" }, value: [now, String(now - 90)] }],
};
const looks = Array.from({ length: 120 }, (_, i) => {
  const minutesAgo = 119 - i;
  return [now - minutesAgo * 60, minutesAgo > 55 && minutesAgo <= 60 ? "0" : "1"];
});

const server = createServer((request, response) => {
  const url = new URL(request.url ?? "", "http://prometheus");
  const query = url.searchParams.get("query") ?? "";
  asked.push(`${url.pathname} ${query}`);
  const ranged = url.pathname.endsWith("query_range");
  const result = ranged ? [{ metric: {}, values: looks }] : answers[query];
  response.end(JSON.stringify({ status: "success", data: { result } }));
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
afterAll(() => new Promise((resolve) => server.close(resolve)));

const questions: StatusQuestions = {
  service: shop(),
  ...{ up: "up", there: "there", firing: "firing" },
  kept: [{ name: "availability", objective: 0.999, query: "kept" }],
};
const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

test("tells how it is, and of each quarter of an hour whether it was there throughout, or not watched", async () => {
  const status = await serviceStatus(url(), questions, at);
  expect(status).toMatchObject({ up: true, there: 0.9 });
  expect(status.promises).toEqual([{ name: "availability", objective: 0.999, kept: undefined }]);
  expect(status.firing).toEqual([
    { name: "HighErrorRate", severity: "critical", since: new Date("2027-01-16T11:58:30Z") },
  ]);
  expect(status.history).toHaveLength(96);
  expect(status.history.slice(0, 88)).toEqual(Array(88).fill(undefined));
  expect(status.history.slice(88)).toEqual([true, true, true, true, false, true, true, true]);
});

test("knows nothing of what nothing tells, and asks nothing for it", async () => {
  asked.length = 0;
  const status = await serviceStatus(url(), { ...questions, up: undefined, there: undefined, kept: [] }, at);
  expect([status.up, status.there, status.history]).toEqual([undefined, undefined, []]);
  expect(asked).toEqual(["/api/v1/query firing"]);
});

test("says where nothing answers", async () => {
  await expect(serviceStatus("http://127.0.0.1:1", questions, at)).rejects.toThrow(
    "Nothing answers at http://127.0.0.1:1",
  );
});
