import { randomBytes } from "node:crypto";
import { describeSystemTraces } from "./support/describe-system-traces";
import { eventually, holds } from "./support/eventually";
import { spansOfTrace, traces } from "./support/servers";
import { sharedStack } from "./support/shared-stack";
import { spanSenders } from "./support/span-senders";

const stack = sharedStack();

describeSystemTraces(stack);

describe("traces by the other protocols are found within 60 s, without the secrets in them", () => {
  test.each(Object.keys(spanSenders))("%s", async (name) => {
    const traceId = randomBytes(16).toString("hex");
    const order = randomBytes(6).toString("hex");
    const attributes = {
      "e2e.order": order,
      "url.full": "https://shop.example/pay?token=s3cr3t-t0ken&card=4111111111111111",
      authorization: "Bearer abcdef1234567890",
      note: "for jane.doe@example.org",
    };
    await spanSenders[name]?.(stack, { service: "e2e-shop", name: "POST /pay", traceId, attributes });
    const query = `{ resource.service.name = "e2e-shop" && span.e2e.order = "${order}" }`;
    const found = await eventually(query, 60, async () => (await traces(stack, query))[0]);
    expect(found.traceID.padStart(32, "0")).toBe(traceId);
    const [span, ...others] = await spansOfTrace(stack, traceId);
    expect(others).toEqual([]);
    // Zipkin knows no upper case in names.
    expect(span?.name.toLowerCase()).toBe("post /pay");
    expect(span?.attributes).toMatchObject({ "e2e.order": order, authorization: "****" });
    const text = JSON.stringify(span);
    for (const secret of ["s3cr3t-t0ken", "4111111111111111", "abcdef1234567890", "jane.doe@example.org"]) {
      expect(text).not.toContain(secret);
    }
    expect(span?.attributes["url.full"]).toMatch(/^https:\/\/shop\.example\/pay\?/);
    expect(span?.attributes.note).toMatch(/^for /);
  });
});

test("a span that Tempo would refuse takes no other with it", async () => {
  const send = spanSenders["OTLP over HTTP"];
  const traceIds = Array.from({ length: 8 }, () => randomBytes(16).toString("hex"));
  for (const traceId of traceIds) {
    await send?.(stack, { service: "e2e-shop", name: "GET /", traceId, attributes: {} });
    // All within the second in which the collector makes one batch of them.
    await send?.(stack, { service: "e2e-broken", name: "GET /", traceId: "", attributes: {} });
  }
  for (const traceId of traceIds) {
    await holds(`trace ${traceId}`, 30, async () => {
      expect((await spansOfTrace(stack, traceId)).length).toBe(1);
    });
  }
});
