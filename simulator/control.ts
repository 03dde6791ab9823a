import { z } from "zod";
import type { Listening, Reply, Request } from "./listen";
import { listen } from "./listen";
import type { Simulator } from "./simulator";
import { Refusal } from "./simulator";

const faultBody = z.strictObject({ amount: z.number().optional() });
const loadBody = z.strictObject({
  times: z.number().min(0).max(1000),
  daily: z.boolean().default(false),
});

function parse<T>(schema: z.ZodType<T>, text: string): T {
  let json: unknown;
  try {
    json = JSON.parse(text || "{}");
  } catch {
    throw new Refusal(400, `The body ${JSON.stringify(text.slice(0, 80))} is no JSON.`);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new Refusal(400, z.prettifyError(parsed.error));
}

async function change(simulator: Simulator, { method, path, body }: Request): Promise<void> {
  const [, kind, encoded, ...rest] = path.split("/");
  const name = encoded === undefined ? undefined : decodeURIComponent(encoded);
  const what = `${method} ${kind}`;
  if (rest.length > 0) throw new Refusal(404, `There is no ${path}.`);
  if (what === "PUT faults" && name) return simulator.fault(name, parse(faultBody, body).amount);
  if (what === "DELETE faults") return simulator.clear(name);
  if (what === "PUT load" && !name) {
    const { times, daily } = parse(loadBody, body);
    return simulator.load(times, daily);
  }
  const known = "GET /, PUT /faults/<name>, DELETE /faults/<name>, DELETE /faults, PUT /load";
  throw new Refusal(404, `There is no ${method} ${path}. Fix: use one of: ${known}.`);
}

async function handle(simulator: Simulator, request: Request): Promise<Reply> {
  try {
    if (request.method !== "GET" || request.path !== "/") await change(simulator, request);
    return { status: 200, body: simulator.state() };
  } catch (error) {
    if (error instanceof Refusal) return { status: error.status, body: { error: error.message } };
    throw error;
  }
}

/**
 * Lets people and tests switch faults and load while the service itself may be down. Every answer is the state
 * that it has led to, or `{ error }`.
 */
export function control(simulator: Simulator, host: string, port: number): Promise<Listening> {
  return listen(host, port, (request) => handle(simulator, request));
}
