import { parseDocument } from "yaml";
import { z } from "zod";
import { type Exemption, exemptionSchema } from "./exemption";
import { explainIssue } from "./explain-issue";
import { settingsSchema } from "./settings";

/** What happens when a policy does not hold. `remediate` fills in the safe default where there is one. */
export const enforcements = ["advisory", "mandatory", "remediate", "disabled"] as const;
export type Enforcement = (typeof enforcements)[number];

const enforcement = z.enum(enforcements);

const schema = z.strictObject({
  /** By environment; one that is not named is mandatory. */
  environments: z
    .record(
      z.string(),
      z.strictObject({
        enforcement: enforcement.exactOptional(),
        /** Policies that are not enforced as the others are. */
        policies: z.record(z.string(), enforcement).default({}),
      }),
    )
    .default({}),
  settings: settingsSchema.prefault({}),
  exemptions: z.array(exemptionSchema).default([]),
});
export type PackConfig = z.infer<typeof schema>;

export const defaultPackConfig: PackConfig = schema.parse({});

/** A configuration that cannot be used: where, what, and how to mend it. */
export class PackConfigError extends Error {
  constructor(file: string, problems: readonly string[]) {
    super([`${file} cannot be used:`, ...problems.map((problem) => `  ${problem}`)].join("\n"));
    this.name = "PackConfigError";
  }
}

/** The known name that is written most alike. */
function nearest(name: string, known: readonly string[]): string | undefined {
  const words = name.split("-");
  const shared = (other: string) => other.split("-").filter((word) => words.includes(word)).length;
  const [best] = [...known].sort((a, b) => shared(b) - shared(a));
  return best !== undefined && shared(best) > 0 ? best : undefined;
}

/** CrossGuard ignores a name that it does not know; here it is a mistake. */
export function unknownPolicy(place: string, name: string, known: readonly string[]): readonly string[] {
  if (known.includes(name)) return [];
  const near = nearest(name, known);
  return [
    `${place}: there is no policy "${name}". Fix: ${near ? `did you mean ${near}?` : "see docs/readiness.md for the names"}`,
  ];
}

function namesIn(config: PackConfig, known: readonly string[]): readonly string[] {
  const enforced = Object.entries(config.environments).flatMap(([environment, { policies }]) =>
    Object.keys(policies).flatMap((name) =>
      unknownPolicy(`environments.${environment}.policies`, name, known),
    ),
  );
  return [...enforced, ...exemptionProblems(config.exemptions, known)];
}

/** Exemptions of policies that do not exist. */
export function exemptionProblems(
  exemptions: readonly Exemption[],
  known: readonly string[],
): readonly string[] {
  return exemptions.flatMap(({ policy }, i) => unknownPolicy(`exemptions.${i}.policy`, policy, known));
}

/** Reads a configuration; refuses what it does not know, with the place, the value and a fix. */
export function parsePackConfig(text: string, file: string, known: readonly string[]): PackConfig {
  const document = parseDocument(text, { logLevel: "silent" });
  const [broken] = document.errors;
  if (broken) throw new PackConfigError(file, [`${broken.message.split(/:?\n/)[0]}. Fix: write valid YAML`]);
  const result = schema.safeParse(document.toJS() ?? {});
  if (!result.success)
    throw new PackConfigError(
      file,
      result.error.issues.map((issue) => explainIssue(issue, document.toJS())),
    );
  const problems = namesIn(result.data, known);
  if (problems.length > 0) throw new PackConfigError(file, problems);
  return result.data;
}

/** How a policy is enforced in an environment. */
export function enforcementOf(config: PackConfig, environment: string, policy: string): Enforcement {
  const own = config.environments[environment];
  return own?.policies[policy] ?? own?.enforcement ?? "mandatory";
}
