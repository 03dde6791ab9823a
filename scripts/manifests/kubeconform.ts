import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { goModule } from "../../toolchain/go-module";
import { goModulesFolder } from "../../toolchain/locations";
import type { KubernetesObject } from "../render/manifests";
import { type Heard, objection } from "./finding";
import { output } from "./output";
import { kindSchemas, schemaFile } from "./schemas";

const report = z.object({
  resources: z
    .array(z.object({ kind: z.string(), name: z.string(), status: z.string(), msg: z.string() }))
    .nullable(),
  summary: z.object({ valid: z.number(), invalid: z.number(), errors: z.number(), skipped: z.number() }),
});

/** What is judged, and where its schemas may lie. */
interface Manifests {
  readonly folder: string;
  readonly schemas: string;
  readonly objects: readonly KubernetesObject[];
}

/** The API's description of itself, as Kubernetes' own module has it. */
export async function apiDescription(): Promise<string> {
  const kubernetes = await goModule(join(goModulesFolder, "kubernetes"), "k8s.io/kubernetes");
  return readFileSync(join(kubernetes, "api/openapi-spec/swagger.json"), "utf8");
}

/** Does each object fit the API's own schema, without a field that the API does not know? */
export async function kubeconform(
  program: string,
  description: string,
  { folder, schemas, objects }: Manifests,
): Promise<Heard> {
  const wanted = new Set(objects.map(({ kind, apiVersion }) => schemaFile(kind, apiVersion)));
  mkdirSync(schemas, { recursive: true });
  for (const [file, schema] of kindSchemas(description, wanted))
    writeFileSync(join(schemas, file), JSON.stringify(schema));
  const at = join(schemas, "{{.ResourceKind}}{{.KindSuffix}}.json");
  const args = ["-strict", "-summary", "-output", "json", "-schema-location", at, folder];
  return kubeconformSaid(await output(program, args));
}

/** What it printed; a kind without a schema, and one that was passed over, is an objection, too. */
export function kubeconformSaid(json: string): Heard {
  const { resources, summary } = report.parse(JSON.parse(json));
  const findings = (resources ?? []).map(({ kind, name, status, msg }) =>
    objection("kubeconform", status.replace(/^status/, "").toLowerCase(), `${kind} ${name}`, msg),
  );
  return { findings, looked: summary.valid + summary.invalid + summary.errors + summary.skipped };
}
