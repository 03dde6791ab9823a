import type { File } from "../model/file";
import { imageName } from "../model/image";
import {
  hasPasswordInAddress,
  hasPrivateKey,
  isReference,
  isTemplateValue,
  namesSecret,
} from "../model/secret-text";
import { entries, items, notKnown, type Value } from "../model/value";
import type { Policy } from "../policy";
import { fail, holds, notConcerned, pass, unknown } from "../verdict";

const section = "Security";

/** Names of the entries, at any depth, that hold a secret in clear. */
function secretEntries(value: Value, path = ""): readonly string[] {
  const below = entries(value).flatMap(([key, part]) => {
    const here = path === "" ? key : `${path}.${key}`;
    const isClear = typeof part === "string" && namesSecret(key) && !isReference(part);
    return [...(isClear ? [here] : []), ...secretEntries(part, here)];
  });
  return [...below, ...items(value).flatMap((item) => secretEntries(item, path))];
}

/** Lines such as `password = …` of texts that are neither YAML nor JSON. */
function secretLines(text: string): readonly string[] {
  return text.split("\n").flatMap((line) => {
    const [, key, value = ""] =
      /^\s*["']?([\w.-]+)["']?\s*(?:[:=]\s*|\s+)["']?([^"']*)["']?\s*$/.exec(line) ?? [];
    return key !== undefined && namesSecret(key) && value.length > 0 && !isReference(value) ? [key] : [];
  });
}

/** What was found in a text that has been understood: it is asked about by the policy and by the housekeeping. */
const found = new WeakMap<object, readonly string[]>();

function secretsIn(file: File): readonly string[] {
  const { data } = file;
  if (data === null || typeof data !== "object") return searched(file);
  const known = found.get(data) ?? searched(file);
  found.set(data, known);
  return known;
}

function searched({ text, data, kind }: File): readonly string[] {
  if (text === undefined) return [];
  const isStructured = data !== null && typeof data === "object";
  const named = isStructured ? secretEntries(data) : kind === "sql" ? [] : secretLines(text);
  return [
    ...named,
    ...(hasPrivateKey(text) ? ["a private key"] : []),
    ...(hasPasswordInAddress(text) ? ["a password in an address"] : []),
  ];
}

export const configMapsHoldNoSecrets: Policy<"file"> = {
  name: "config-maps-hold-no-secrets",
  section,
  severity: "critical",
  subject: "file",
  description: "No secret stands in a ConfigMap or in a file of a container.",
  fix: "move it into a Secret, and refer to it as a file",
  check(file) {
    if (file.resource.name.startsWith("Secret ")) return notConcerned;
    if (file.data === notKnown) return unknown(`${file.path} is not known before the deployment`);
    const names = [...new Set(secretsIn(file))];
    return names.length === 0 ? pass : fail(`${file.path} holds secrets: ${names.join(", ")}`);
  },
};

/** Switches that open a server to whoever looks. */
const debugVariables: Readonly<Record<string, RegExp>> = {
  NODE_ENV: /^dev/i,
  FLASK_DEBUG: /^(1|true)$/i,
  DEBUG: /^(1|true|\*|yes|on)$/i,
  FASTAPI_DEBUG: /^(1|true)$/i,
  GF_SERVER_ENABLE_PPROF: /^true$/i,
};
const debugFlag = /^--(debug|inspect(-brk)?|web\.enable-admin-api|enable-pprof|pprof)(=(?!false).*)?$/;

export const debugIsOff: Policy<"container"> = {
  name: "debug-is-off",
  section,
  severity: "high",
  subject: "container",
  description: "No debug switch and no administrator's API is on.",
  fix: "remove the switch",
  check({ container: { environment, words } }) {
    if (environment === notKnown || words === notKnown) {
      return unknown("its environment or arguments are not known before the deployment");
    }
    const isOn = (environment ?? []).some(
      ({ name, value }) => typeof value === "string" && (debugVariables[name]?.test(value) ?? false),
    );
    const isAsked = (words ?? []).some((word) => typeof word === "string" && debugFlag.test(word));
    return isOn || isAsked ? fail("has a debug switch on") : pass;
  },
};

export const corsOriginsAreNamed: Policy<"container"> = {
  name: "cors-origins-are-named",
  section,
  severity: "high",
  subject: "container",
  description: "CORS admits origins by name: one's own, not everybody's and not a template's.",
  fix: "set CORS_ORIGIN to the production origin",
  check({ container: { environment } }) {
    if (environment === notKnown) return unknown("its environment is not known before the deployment");
    const origin = environment?.find(({ name }) =>
      /^(CORS_ORIGINS?|ALLOWED_ORIGINS|CORS_ALLOWED_ORIGINS)$/.test(name),
    );
    if (origin === undefined || origin.from !== "text") return notConcerned;
    return holds(
      origin.value,
      (value) =>
        value !== undefined && value.trim() !== "" && !value.includes("*") && !isTemplateValue(value),
      `${origin.name} admits everybody, nobody or a template's domain`,
    );
  },
};

const anonymous: Readonly<Record<string, string>> = {
  GF_AUTH_ANONYMOUS_ENABLED: "true",
  GF_USERS_ALLOW_SIGN_UP: "true",
};

export const dashboardsWantALogin: Policy<"container"> = {
  name: "dashboards-want-a-login",
  section,
  severity: "critical",
  subject: "container",
  ofMonitoring: true,
  description: "Grafana shows nothing to whom it does not know, and nobody signs up by himself.",
  fix: "set GF_AUTH_ANONYMOUS_ENABLED and GF_USERS_ALLOW_SIGN_UP to false",
  check({ container: { environment, image, name } }) {
    if (imageName(image) !== "grafana" && name !== "grafana") return notConcerned;
    if (environment === notKnown) return unknown("its environment is not known before the deployment");
    const open = (environment ?? []).filter(
      ({ name: key, value }) => value !== undefined && value === anonymous[key],
    );
    return open.length === 0
      ? pass
      : fail(`lets in whoever comes: ${open.map(({ name: key }) => key).join(", ")}`);
  },
};
