import { join } from "node:path";
import { getStack, runtime } from "@pulumi/pulumi";
import { z } from "zod";
import { dockerSchema } from "./platforms/docker/settings";
import { imageSchema } from "./platforms/image-reference";
import { clusterSchema } from "./platforms/kubernetes/settings";
import { notASecretFile, secretFile } from "./secret-source";
import { objectStorageSchema, sizeProblems } from "./size-settings";
import { copies, stackSizes } from "./sizing/copies";

/** The ports that senders know by heart, and that two stacks on one machine must not share. */
const fixedPorts = ["4317", "4318", "5000", "6831", "9411", "14268"] as const;
/** Those that people open in a browser. */
const openedPorts = ["3000", "3010", "8025", "9090", "9093"] as const;

/** A time span as Prometheus and Alertmanager write it. */
export type Span = `${number}${"s" | "m" | "h" | "d"}`;

const span = z.custom<Span>((value) => typeof value === "string" && /^[1-9]\d*[smhd]$/.test(value), {
  error: 'expected a time span such as "15s", "5m", "4h" or "30d"',
});
const days = z.number().int().min(1);
const serviceId = z.string().regex(/^[\w-]+\/[\w-]+$/, { error: "expected system/service" });
const port = z.number().int().min(1).max(65535);
const appImage = z.strictObject({
  repository: z.string().min(1),
  tag: z.string().min(1),
  digest: z
    .templateLiteral(["sha256:", z.string().regex(/^[0-9a-f]{64}$/)])
    .or(z.literal("unlocked"))
    .default("unlocked"),
  /** What the container runs. */
  command: z.array(z.string()).min(1),
  /** Numeric user; 0 is refused. */
  user: z.number().int().min(1).default(1000),
});

/** RAGBase's own containers (Docker): an image that is not named is stood in for by the simulator. */
const ragbase = z.strictObject({
  backend: appImage.exactOptional(),
  worker: appImage.exactOptional(),
  corsOrigin: z
    .url()
    .refine((text) => text !== "https://your-domain.com", { error: "is the value of a template" })
    .default("http://127.0.0.1:3010"),
});

/** An address of a channel, another for systems that have their own, and one for what nobody has reacted to. */
function addressed<S extends z.core.$ZodLooseShape>(shape: S) {
  const address = z.strictObject(shape);
  return z
    .strictObject({
      ...shape,
      systems: z.record(z.string(), address).exactOptional(),
      escalation: address.exactOptional(),
    })
    .exactOptional();
}

const receivers = z.strictObject({
  pagerduty: addressed({ routingKeyFile: secretFile }),
  slack: addressed({ urlFile: secretFile, channel: z.string().startsWith("#") }),
  email: addressed({
    smarthost: z.string().regex(/^[^:]+:\d+$/, { error: "expected host:port" }),
    from: z.email(),
    to: z.array(z.email()).min(1),
    username: z.string().exactOptional(),
    passwordFile: secretFile.exactOptional(),
  }),
  webhook: addressed({ urlFile: secretFile }),
  /** Asked every minute as long as alerting works; outside of this machine, and alarmed when that stops. */
  deadMansSwitch: z.strictObject({ urlFile: secretFile }).exactOptional(),
});

const https = z.url({ protocol: /^https$/, error: 'expected an address that begins with "https://"' });

/** A provider of OpenID Connect by which people log in to Grafana. */
const login = z.strictObject({
  /** What the button says. */
  name: z.string().min(1).default("OpenID Connect"),
  clientId: z.string().min(1),
  clientSecretFile: secretFile,
  authUrl: https,
  tokenUrl: https,
  userInfoUrl: https,
  scopes: z.array(z.string().min(1)).min(1).default(["openid", "profile", "email"]),
  /** JMESPath over what the provider tells of somebody: Admin, Editor or Viewer. Nobody without a role comes in. */
  rolePath: z.string().min(1),
  /** Of e-mail addresses. @default all that the provider knows */
  domains: z.array(z.string().min(1)).min(1).exactOptional(),
});

/** Every key of the namespace `belfry`, its type and its default. */
const schema = z.strictObject({
  /** The label `environment`, which the routing tree matches. @default the stack's name */
  environment: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/, { error: "expected lower-case letters, digits and dashes" }),
  /** The label `cluster`. @default the stack's name */
  cluster: z.string().min(1),
  platform: z.enum(["local", "docker", "kubernetes"]).default("local"),
  /** One copy of each server, or as many as survive the loss of a node (Kubernetes only). */
  size: z.enum(stackSizes).default("small"),
  /** Where the copies of Loki keep lines, for size `standard`. @default none */
  objectStorage: objectStorageSchema.exactOptional(),
  /** Who is told; where none is named, a loopback inbox that is part of the stack. */
  receivers: receivers.prefault({}),
  /** Other numbers for ports, by the number that senders or people know. */
  ports: z.partialRecord(z.enum([...fixedPorts, ...openedPorts]), port).default({}),
  /** Where the runbooks (Markdown, `generated/runbooks`) are published, no trailing slash. @default this clone's files */
  runbookBase: z
    .url()
    .regex(/[^/]$/, { error: "expected an address without a slash at its end" })
    .default(`file://${join(__dirname, "generated", "runbooks")}`),
  /** @default the generated administrator alone can log in */
  login: login.exactOptional(),
  /** By system, the token with which it sends from outside of the cluster (OTLP over HTTP). @default nothing is taken from outside */
  push: z.record(z.string(), secretFile).default({}),
  /** Folders with rules (YAML) and dashboards (JSON) that a team already has, and the service whose they are. @default none */
  imports: z.array(z.strictObject({ folder: z.string().min(1), service: serviceId })).default([]),
  scrapeInterval: span.default("15s"),
  /** How long is kept what was collected. */
  retentionDays: z
    .strictObject({ metrics: days.default(32), logs: days.default(30), traces: days.default(14) })
    .prefault({}),
  /** Shortens Alertmanager's times for tests; what is absent stays as declared. */
  alerting: z
    .strictObject({
      groupWait: span.exactOptional(),
      groupInterval: span.exactOptional(),
      repeatInterval: span.exactOptional(),
      escalation: span.exactOptional(),
    })
    .prefault({}),
  /** Do simulators stand in for the catalog's services? @default yes, but on Kubernetes, where they are found by label */
  simulate: z.boolean().exactOptional(),
  /** Where the public reaches services, by service (`ragbase/ragbase-backend`): the checklist is tried there. @default none */
  publicUrls: z.record(serviceId, z.url()).default({}),
  /** @default its containers do not run, and simulators stand in */
  ragbase: ragbase.exactOptional(),
  /** Where container images come from, and which. */
  images: imageSchema.prefault({}),
  /** The cluster, for the platform `kubernetes`. */
  kubernetes: clusterSchema.prefault({}),
  /** The engine, for the platform `docker`. */
  docker: dockerSchema.prefault({}),
  /** The only products to run. @default all that can be had */
  offers: z.array(z.string()).exactOptional(),
});

export type Config = z.infer<typeof schema> & {
  readonly simulate: boolean;
  /** How many copies of a server run, by its name: what `size` says. */
  readonly copies: Readonly<Record<string, number>>;
};

/** The configuration of the stack that is being deployed; the only reader of Pulumi's. */
export function readConfig(): Config {
  return parseConfig(ownKeys(runtime.allConfig()), getStack());
}

/** Checks the keys of the namespace, as text or as JSON text; throws one error that names each wrong key and its fix. */
export function parseConfig(keys: Readonly<Record<string, string>>, stack: string): Config {
  const values = Object.fromEntries(Object.entries(keys).map(([key, text]) => [key, decoded(text)]));
  const result = schema.safeParse({ environment: stack, cluster: stack, ...values });
  const problems = result.success
    ? sizeProblems(result.data)
    : result.error.issues.flatMap((issue) => explain(issue, values));
  if (result.success && problems.length === 0) {
    const { platform, size } = result.data;
    return { simulate: platform !== "kubernetes", ...result.data, copies: copies[size] };
  }
  throw new Error(
    `The configuration of stack ${stack} cannot be used:\n${problems.map((line) => `  ${line}`).join("\n")}`,
  );
}

/** The keys of the namespace `belfry`, without it. */
export function ownKeys(all: Readonly<Record<string, string>>): Record<string, string> {
  const own = Object.entries(all).filter(([key]) => key.startsWith("belfry:"));
  return Object.fromEntries(own.map(([key, value]) => [key.slice("belfry:".length), value]));
}

/** Pulumi hands over text; lists, objects and truth values come as JSON. */
function decoded(text: string): unknown {
  if (!/^([[{"]|true$|false$)/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function explain(issue: z.core.$ZodIssue, values: Readonly<Record<string, unknown>>): string[] {
  const key = ["belfry", issue.path.join(".")].filter(Boolean).join(":");
  if (issue.code === "unrecognized_keys") {
    const known = Object.keys(issue.path.length === 0 ? schema.shape : {}).join(", ");
    const hint = known ? `Fix: use one of ${known}, or remove it` : "Fix: correct or remove it";
    return issue.keys.map(
      (wrong) => `${issue.path.length === 0 ? "belfry" : key}:${wrong} is not a key. ${hint}.`,
    );
  }
  const value = valueAt(values, issue.path);
  const fix = `Fix: pulumi config set --path '${key}' <value>.`;
  if (value === undefined) return [`${key} is missing. ${fix}`];
  // Somebody may have put the secret itself where its file belongs.
  const mayBeSecret = issue.path[0] === "receivers" || issue.message === notASecretFile;
  const shown = mayBeSecret ? "" : ` is ${JSON.stringify(value)}`;
  return [`${key}${shown}: ${issue.message}. ${fix}`];
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => {
    return typeof at === "object" && at !== null
      ? Object.getOwnPropertyDescriptor(at, key)?.value
      : undefined;
  }, value);
}
