import type { Listening, Reply, Request } from "../listen";
import { listen } from "../listen";
import { Failures, failureSchema } from "./failures";
import type { Content, InboxChannel } from "./message";
import { readPagerDuty } from "./pagerduty";
import { readSlack } from "./slack";
import type { MessageStore } from "./store";
import { readWebhook } from "./webhook";

/** What was understood of a message, and the answer that the real receiver would give. */
interface Taken {
  readonly content: Content;
  readonly reply: Reply;
}

type Reader = (body: unknown) => Taken | undefined;

const answering =
  (read: (body: unknown) => Content | undefined, reply: Reply): Reader =>
  (body) => {
    const content = read(body);
    return content && { content, reply };
  };

const readers: Readonly<Record<Exclude<InboxChannel, "email">, Reader>> = {
  slack: answering(readSlack, { status: 200, body: "ok" }),
  webhook: answering(readWebhook, { status: 200, body: {} }),
  deadman: answering(readWebhook, { status: 200, body: {} }),
  pagerduty: (body) => {
    const event = readPagerDuty(body);
    const accepted = { status: "success", message: "Event processed", dedup_key: event?.dedupKey ?? "" };
    return event && { content: event.content, reply: { status: 202, body: accepted } };
  },
};

function isReader(channel: string): channel is keyof typeof readers {
  return Object.hasOwn(readers, channel);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function take(
  channel: keyof typeof readers,
  system: string,
  body: string,
  store: MessageStore,
  failures: Failures,
): Reply {
  const failing = failures.next(channel);
  if (failing !== undefined) return { status: failing, body: { error: "this failure was asked for" } };
  const raw = json(body);
  const taken = raw === undefined ? undefined : readers[channel](raw);
  if (!taken) return { status: 400, body: { error: `${channel} does not understand this message` } };
  store.add({ channel, system, ...taken.content, raw });
  return taken.reply;
}

function plan(channel: string, body: string, failures: Failures): Reply {
  const parsed = failureSchema.safeParse(json(body));
  if (!Failures.knows(channel)) return { status: 404, body: { error: `there is no channel "${channel}"` } };
  if (!parsed.success)
    return { status: 400, body: { error: "use { status: 400 to 599, times: 0 or more }" } };
  failures.plan(channel, parsed.data);
  return { status: 200, body: parsed.data };
}

function list({ query }: Request, store: MessageStore): Reply {
  const since = query.get("since");
  const from = since === null ? undefined : new Date(since);
  if (from && Number.isNaN(from.getTime())) {
    return { status: 400, body: { error: `since=${since} is no time: use ISO 8601` } };
  }
  const filter = { channel: query.get("channel") ?? undefined, system: query.get("system") ?? undefined };
  return { status: 200, body: store.list({ ...filter, since: from }) };
}

/** The inbox over HTTP: takes what Slack, PagerDuty and webhooks would be sent, and shows what came. */
export function inboxHttp(
  host: string,
  port: number,
  store: MessageStore,
  failures: Failures,
): Promise<Listening> {
  return listen(host, port, (request) => {
    const { method, path, body } = request;
    const [, first = "", second = ""] = path.split("/");
    if (method === "GET" && path === "/healthz") return { status: 200, body: "ok" };
    if (method === "GET" && path === "/messages") return list(request, store);
    if (method === "DELETE" && path === "/messages") {
      store.clear();
      return { status: 204 };
    }
    if (method === "PUT" && first === "fail") return plan(second, body, failures);
    const system = first === "deadman" ? "belfry" : second;
    if (method === "POST" && isReader(first) && system) return take(first, system, body, store, failures);
    return { status: 404, body: { error: `there is no ${method} ${path}` } };
  });
}
