import type { ServiceStatus, StatusQuestions } from "../../dashboards/status-page";
import { severities } from "../../declaration/team";
import { history, instant } from "./prometheus";

/** A part of the page's bar, and the day that it shows. */
const partSeconds = 15 * 60;
const parts = 96;

async function only(url: string, query: string | undefined, at: Date): Promise<number | undefined> {
  if (query === undefined) return undefined;
  const [first] = await instant(url, query, at);
  return first === undefined || Number.isNaN(first.value) ? undefined : first.value;
}

/** One look a minute, so that an outage that rings an alert is seen. */
async function lastDay(url: string, query: string | undefined, at: Date): Promise<ServiceStatus["history"]> {
  if (query === undefined) return [];
  const from = new Date(at.getTime() - parts * partSeconds * 1000);
  const looks = [...(await history(url, query, { from, to: at, stepSeconds: 60 }))];
  return Array.from({ length: parts }, (_, i) => {
    const begins = from.getTime() / 1000 + i * partSeconds;
    const within = looks.filter(([time]) => time >= begins && time < begins + partSeconds);
    return within.length === 0 ? undefined : within.every(([, up]) => up === 1);
  });
}

/** What a Prometheus knows of a service. */
export async function serviceStatus(
  url: string,
  questions: StatusQuestions,
  at: Date,
): Promise<ServiceStatus> {
  const { service, up, there, kept, firing } = questions;
  const now = await only(url, up, at);
  const promises = [];
  for (const { name, objective, query } of kept)
    promises.push({ name, objective, kept: await only(url, query, at) });
  const alarms = await instant(url, firing, at);
  return {
    service,
    up: now === undefined ? undefined : now === 1,
    there: await only(url, there, at),
    history: await lastDay(url, up, at),
    promises,
    firing: alarms.map(({ labels, value }) => ({
      name: labels.alertname ?? "",
      severity: severities.find((one) => one === labels.severity) ?? "info",
      since: new Date(value * 1000),
    })),
  };
}
