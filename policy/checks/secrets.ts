import { hasPasswordInAddress, isReference, isTemplateValue, namesSecret } from "../model/secret-text";
import type { SecretValue, Stack } from "../model/stack";
import { notKnown } from "../model/value";
import type { Policy } from "../policy";
import { fail, notConcerned, pass, unknown, type Verdict } from "../verdict";

const section = "Security";

export const secretsAreNotTemplateValues: Policy<"secret"> = {
  name: "secrets-are-not-template-values",
  section,
  severity: "critical",
  subject: "secret",
  description: "No secret is the one that its template or its product came with: everybody knows those.",
  fix: "generate a secret of its own",
  check({ key, value }) {
    if (value === notKnown) return unknown(`${key} is not known before the deployment`);
    return value === undefined || !isTemplateValue(value) ? pass : fail(`${key} is the value of a template`);
  },
};

/** The last word: a file may say `requirepass …`. */
function lastWord(text: string): string {
  return text.trim().split(/\s+/).at(-1) ?? "";
}

function secretKey(key: string): string {
  return (key.split("/").at(-1) ?? key).replace(/\.(conf|txt|key)$/, "");
}

export const secretsAreStrong: Policy<"secret"> = {
  name: "secrets-are-strong",
  section,
  severity: "critical",
  subject: "secret",
  description: "Passwords, keys and tokens are long and not made of a few characters.",
  fix: "generate at least 16 random characters",
  uses: ["secretLength"],
  check({ key, value }, { secretLength }) {
    if (!namesSecret(secretKey(key))) return notConcerned;
    if (value === notKnown) return unknown(`${key} is not known before the deployment`);
    const isStrong = (text: string) => text.length >= secretLength && new Set(text).size >= 8;
    return value !== undefined && isStrong(lastWord(value)) ? pass : fail(`${key} is short or simple`);
  },
};

/** What the same secret is called wherever it is mounted; a key of every Secret (`password`) says nothing by itself. */
function identity({ key, resource }: SecretValue): string {
  const name = secretKey(key).toLowerCase();
  return /^(password|passwd|secret|token|key|api[_-]?key)$/.test(name) ? `${resource.name}/${name}` : name;
}

export const secretsAreNotShared: Policy<"stack"> = {
  name: "secrets-are-not-shared",
  section,
  severity: "high",
  subject: "stack",
  description: "Each secret opens one door: who finds one has not found two.",
  fix: "generate a secret for each use",
  check({ secrets }: Stack) {
    const uses = new Map<string, SecretValue>();
    const verdicts: Verdict[] = [];
    for (const secret of secrets) {
      if (typeof secret.value !== "string" || !namesSecret(secretKey(secret.key))) continue;
      const first = uses.get(secret.value) ?? secret;
      uses.set(secret.value, first);
      const isTwice = identity(first) !== identity(secret);
      const why = `${secret.key} is the same secret as ${first.key} of ${first.resource.name}`;
      verdicts.push({ ...(isTwice ? fail(why) : pass), about: secret.resource });
    }
    return verdicts;
  },
};

export const environmentHoldsNoSecrets: Policy<"container"> = {
  name: "environment-holds-no-secrets",
  section,
  severity: "critical",
  subject: "container",
  description: "No secret stands in the environment of a container, where every description of it shows it.",
  fix: "mount it as a file from a Secret, or refer to a Secret by secretKeyRef",
  check({ container: { environment } }) {
    if (environment === notKnown) return unknown("its environment is not known before the deployment");
    const wrong = (environment ?? []).filter(({ name, value, from }) => {
      if (from !== "text" || value === undefined) return false;
      if (value === notKnown) return namesSecret(name);
      return (namesSecret(name) && !isReference(value)) || hasPasswordInAddress(value);
    });
    const names = wrong.map(({ name }) => name).join(", ");
    return names === "" ? pass : fail(`holds secrets in its environment: ${names}`);
  },
};

export const environmentHoldsNoTemplateValues: Policy<"container"> = {
  name: "environment-holds-no-template-values",
  section,
  severity: "high",
  subject: "container",
  description:
    "No variable has the value that its template came with: a domain or a webhook that is not one's own.",
  fix: "write the value of this environment",
  check({ container: { environment } }) {
    if (environment === notKnown) return unknown("its environment is not known before the deployment");
    const wrong = (environment ?? []).filter(
      ({ name, value, from }) =>
        from === "text" &&
        typeof value === "string" &&
        // `admin` and its like are template values of secrets; as a user's name they are fine.
        (namesSecret(name) || /[/.-]/.test(value)) &&
        isTemplateValue(value),
    );
    const names = wrong.map(({ name }) => name).join(", ");
    return names === "" ? pass : fail(`has values of a template: ${names}`);
  },
};

const secretFlag = /^--?([\w.-]+?)(?:=(.*))?$/s;

function holdsSecret(words: readonly (string | undefined | typeof notKnown)[]): boolean {
  return words.some((word, i) => {
    if (typeof word !== "string") return false;
    if (hasPasswordInAddress(word)) return true;
    const [, name = "", value] = secretFlag.exec(word) ?? [];
    if (!namesSecret(name.replaceAll(".", "_"))) return false;
    const given = value ?? words[i + 1];
    return given === notKnown || (typeof given === "string" && !given.startsWith("-") && !isReference(given));
  });
}

export const argumentsHoldNoSecrets: Policy<"container"> = {
  name: "arguments-hold-no-secrets",
  section,
  severity: "critical",
  subject: "container",
  description: "No secret is an argument: every user of the machine sees those.",
  fix: "hand it over as a file",
  check({ container: { words } }) {
    if (words === notKnown) return unknown("its arguments are not known before the deployment");
    return holdsSecret(words ?? []) ? fail("holds a secret in its command or arguments") : pass;
  },
};
