import type { Content } from "./message";

/** `name = value` and `name: value`, as Alertmanager's own templates and most others write labels. */
export function labelIn(text: string, name: string): string | undefined {
  return new RegExp(`\\b${name}"?\\s*[=:]\\s*"?([\\w./-]+)`, "i").exec(text)?.[1];
}

/** `[FIRING:1] HighErrorRate …`, the beginning of Alertmanager's own titles. */
const title = /\[(FIRING|RESOLVED)[^\]]*\]\s*([A-Za-z_]\w*)?/;

/** The end of a runbook's address: every alert has one, and it says the alert's identity. */
const runbook = /\/[a-z0-9-]+\/[a-z0-9-]+\/([A-Z][A-Za-z0-9]*)\.md\b/;

/** Only a headline says by a mere word that it is over: a description may speak of anything. */
function statusIn(headline: string, text: string): Content["status"] {
  const stated = title.exec(headline)?.[1] ?? labelIn(text, "status");
  if (stated) return stated.toLowerCase() === "resolved" ? "resolved" : "firing";
  return /\bresolved\b/i.test(headline) ? "resolved" : "firing";
}

/** What a text for people says of its alert. */
export function contentOf(headline: string, text: string, known: Partial<Content> = {}): Content {
  const everything = `${headline}\n${text}`;
  const alertname =
    known.alertname ??
    labelIn(everything, "alertname") ??
    runbook.exec(everything)?.[1] ??
    title.exec(everything)?.[2];
  const severity =
    known.severity ??
    labelIn(everything, "severity") ??
    /\b(critical|warning)\b/i.exec(everything)?.[1]?.toLowerCase();
  return {
    status: known.status ?? statusIn(headline, text),
    ...(alertname === undefined ? {} : { alertname }),
    ...(severity === undefined ? {} : { severity }),
    text: headline || text,
  };
}
