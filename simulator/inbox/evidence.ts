import type { Content } from "./message";

/** `name = value` and `name: value`, as Alertmanager's own templates and most others write labels. */
export function labelIn(text: string, name: string): string | undefined {
  return new RegExp(`\\b${name}"?\\s*[=:]\\s*"?([\\w./-]+)`, "i").exec(text)?.[1];
}

/** `[FIRING:1] HighErrorRate …`, the beginning of Alertmanager's own titles. */
const title = /\[(FIRING|RESOLVED)[^\]]*\]\s*([A-Za-z_]\w*)?/;

function statusIn(text: string): Content["status"] {
  const stated = title.exec(text)?.[1] ?? labelIn(text, "status");
  if (stated) return stated.toLowerCase() === "resolved" ? "resolved" : "firing";
  return /\bresolved\b/i.test(text) ? "resolved" : "firing";
}

/** What a text for people says of its alert. */
export function contentOf(headline: string, text: string, known: Partial<Content> = {}): Content {
  const everything = `${headline}\n${text}`;
  const alertname = known.alertname ?? labelIn(everything, "alertname") ?? title.exec(everything)?.[2];
  const severity =
    known.severity ??
    labelIn(everything, "severity") ??
    /\b(critical|warning)\b/i.exec(everything)?.[1]?.toLowerCase();
  return {
    status: known.status ?? statusIn(everything),
    ...(alertname === undefined ? {} : { alertname }),
    ...(severity === undefined ? {} : { severity }),
    text: headline || text,
  };
}
