import { z } from "zod";

interface Schema {
  readonly [key: string]: unknown;
}

const kinds = z.array(z.object({ group: z.string(), version: z.string(), kind: z.string() }));
const swagger = z.object({ definitions: z.record(z.string(), z.record(z.string(), z.unknown())) });
const prefix = "#/definitions/";

/** Types that JSON writes in several ways, and the API server's description as text alone. */
const loose: Readonly<Record<string, Schema>> = {
  "io.k8s.apimachinery.pkg.util.intstr.IntOrString": { type: ["string", "integer"] },
  "io.k8s.apimachinery.pkg.api.resource.Quantity": { type: ["string", "number"] },
};

/**
 * JSON schemas of the API's kinds from its own description (api/openapi-spec/swagger.json of Kubernetes), strict: a field that
 * the API does not know fails. By the file name that kubeconform looks for: `deployment-apps-v1.json`.
 */
export function kindSchemas(swaggerText: string, wanted: ReadonlySet<string>): ReadonlyMap<string, Schema> {
  const { definitions } = swagger.parse(JSON.parse(swaggerText));
  const found = new Map<string, Schema>();
  for (const [name, definition] of Object.entries(definitions)) {
    const [own, ...more] = kinds.catch([]).parse(definition["x-kubernetes-group-version-kind"]);
    // Options of requests belong to every group; an object is of one.
    if (!own || more.length > 0) continue;
    const file = schemaFile(own.kind, own.group ? `${own.group}/${own.version}` : own.version);
    if (!wanted.has(file)) continue;
    const reached = Object.fromEntries(
      reachedFrom(name, definitions).map((one) => [one, strict(one, definitions)]),
    );
    found.set(file, { $ref: `${prefix}${name}`, definitions: reached });
  }
  return found;
}

/** The file in which kubeconform looks for a kind: the group's first word alone. */
export function schemaFile(kind: string, apiVersion: string): string {
  const [version = "", group] = apiVersion.split("/").reverse();
  return `${[kind, ...(group ? [group.split(".")[0]] : []), version].join("-").toLowerCase()}.json`;
}

function strict(name: string, definitions: Readonly<Record<string, Schema>>): Schema {
  const definition = loose[name] ?? definitions[name] ?? {};
  return "properties" in definition ? { ...definition, additionalProperties: false } : definition;
}

function reachedFrom(name: string, definitions: Readonly<Record<string, Schema>>): readonly string[] {
  const seen = new Set([name]);
  for (const one of seen) for (const next of refsIn(definitions[one])) seen.add(next);
  return [...seen];
}

function refsIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "$ref" && typeof inner === "string" ? [inner.slice(prefix.length)] : refsIn(inner),
  );
}
