import { randomBytes } from "node:crypto";
import { holds } from "./eventually";
import { logLines, type Servers } from "./servers";

/** What each of the five systems logs of a request, wherever the stack runs that it sends it to. */
export function describeRequestLines(stack: Servers): void {
  describe("a request to each system is found in Loki within 30 s by level, service and correlation id", () => {
    test.each([
      ["pulsecal", "pulsecal-api", "GET", "/ingestion/ppg", "requestId"],
      ["ragbase", "ragbase-backend", "POST", "/api/query", "reqId"],
      ["greenstack", "greenstack-api", "POST", "/api/iodd/upload", "request_id"],
      ["travel-crm", "travel-crm-api", "POST", "/api/bookings", "traceId"],
      ["newsletter", "newsletter-api", "POST", "/api/gdpr/export", "traceId"],
    ])("%s", async (system, service, method, path, correlation) => {
      const id = randomBytes(16).toString("hex");
      const answer = await fetch(`${stack.url(`simulator-${service}`)}${path}`, {
        method,
        headers: { "x-request-id": id },
      });
      expect(answer.headers.get("x-request-id")).toBe(id);
      const level = answer.ok ? "info" : "error";
      const query = `{system="${system}",service="${service}",environment="prod",level="${level}"} | ${correlation}="${id}"`;
      await holds(`a line of request ${id}`, 30, async () => {
        expect((await logLines(stack, query)).length).toBeGreaterThan(0);
      });
    });
  });
}
