import type { Maintenance } from "../declaration/maintenance";
import { isOver } from "../declaration/maintenance";
import { percent } from "./slo-service";
import type { KeptPromise, ServiceStatus, Verdict } from "./status-page";
import { verdictOf, verdicts } from "./status-page";

/** Everything that the page shows. */
export interface StatusPage {
  readonly at: Date;
  readonly environment: string;
  readonly services: readonly ServiceStatus[];
  /** Planned work of this environment. */
  readonly maintenance: readonly Maintenance[];
}

const words: Readonly<Record<Verdict, string>> = {
  down: "Down",
  impaired: "Impaired",
  unknown: "Unknown",
  well: "Operational",
};

/** Every colour stands beside its word. */
const style = `
:root{--down:#c0392b;--impaired:#b7791f;--unknown:#8a8f98;--well:#1a7f4b;color-scheme:light}
body{font:14px/1.5 system-ui,sans-serif;color:#1c2128;background:#f6f7f9;margin:0 auto;max-width:920px;padding:24px}
h1{margin:0;padding:16px 20px;border-radius:8px;color:#fff;font-size:20px}
h2{font-size:16px;margin:24px 0 6px}header p,small{color:#59636e}
article{background:#fff;border:1px solid #d9dee4;border-radius:8px;padding:12px 16px;margin-bottom:10px}
h3{display:flex;justify-content:space-between;margin:0;font-size:15px}p{margin:2px 0}
.bar{display:flex;gap:1px;height:22px;margin:8px 0 2px}.bar i{flex:1;background:#d9dee4}
.bar i.well{background:var(--well)}.bar i.down{background:var(--down)}
.ends{display:flex;justify-content:space-between}ul{margin:6px 0 0;padding-left:18px}
.broken{color:var(--down);font-weight:600}
${verdicts.map((one) => `h1.${one}{background:var(--${one})}b.${one}{color:var(--${one})}`).join("\n")}`;

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Rounded down, so that only what was always there is said to be. */
function measured(share: number): string {
  return percent(Math.floor(share * 1e5) / 1e5);
}

function minutes(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function headline(services: readonly ServiceStatus[]): string {
  const found = services.map(verdictOf);
  const ill = found.filter((one) => one !== "well");
  const worst = verdicts.find((one) => found.includes(one)) ?? "unknown";
  const text =
    ill.length === 0
      ? "All systems operational"
      : `${ill.length} of ${services.length} services are not well`;
  return `<h1 class="${worst}">${text}</h1>`;
}

function bar({ history, there }: ServiceStatus): string {
  const parts = history
    .map((up) => `<i${up === undefined ? "" : ` class="${up ? "well" : "down"}"`}></i>`)
    .join("");
  const share = there === undefined ? "" : `there for ${measured(there)} of the time watched`;
  return `<div class="bar" aria-hidden="true">${parts}</div>
<div class="ends"><small>24 hours ago</small><small>${share}</small><small>now</small></div>`;
}

function promise({ name, objective, kept }: KeptPromise): string {
  if (kept === undefined)
    return `<li>${escaped(name)}: promised ${percent(objective)}, nothing measured yet</li>`;
  const broken = kept < objective ? ' class="broken"' : "";
  const says = kept < objective ? "broken" : "kept";
  return `<li${broken}>${escaped(name)}: promised ${percent(objective)}, ${says} with ${measured(kept)}</li>`;
}

function card(status: ServiceStatus): string {
  const { service, promises, firing } = status;
  const verdict = verdictOf(status);
  const alarms = firing.map(
    ({ name, severity, since }) => `<li>${escaped(name)} (${severity}) since ${minutes(since)}</li>`,
  );
  return `<article><h3>${escaped(service.origin.service)}<b class="${verdict}">${words[verdict]}</b></h3>
<p><small>${escaped(service.description)}</small></p>${bar(status)}
<ul>${[...alarms, ...promises.map(promise)].join("")}</ul></article>`;
}

function planned({ maintenance, at }: StatusPage): string {
  const rows = maintenance
    .filter((one) => !isOver(one, at))
    .map(({ system, service, from, to, reason }) => {
      const what = service ? `${system}/${service}` : system;
      return `<li>${escaped(what)}: ${escaped(reason)}, ${minutes(new Date(from))} to ${minutes(new Date(to))}</li>`;
    });
  return rows.length === 0 ? "" : `<h2>Planned maintenance</h2><ul>${rows.join("")}</ul>`;
}

/** The page as one file that needs nothing else: no script, no font, no address. */
export function statusHtml(page: StatusPage): string {
  const { services, environment, at } = page;
  const systems = [...new Set(services.map(({ service }) => service.origin.system))];
  const parts = systems.map((system) => {
    const own = services.filter(({ service }) => service.origin.system === system);
    return `<section><h2>${escaped(system)}</h2>${own.map(card).join("\n")}</section>`;
  });
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Status: ${escaped(environment)}</title><style>${style}</style></head>
<body><header>${headline(services)}<p>${escaped(environment)}, ${minutes(at)}</p></header>
${planned(page)}${parts.join("\n")}</body></html>
`;
}
