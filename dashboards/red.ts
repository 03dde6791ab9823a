import { panel } from "../declaration/board";
import type { Red, Service } from "../declaration/service";
import { distribution, quantile } from "../queries/histogram";
import { added, rate, ratio } from "../queries/promql";
import type { PromQuery } from "../queries/series";
import type { MetricFacts } from "../telemetry/metrics";
import { counterOf, histogramOf } from "../telemetry/metrics";
import { faultSending, faultThat } from "./fault";
import type { PagePanel } from "./page";

const live = "$__rate_interval";

/** Events per second of several counters together, by labels that all of them have. */
function perSecond(counters: readonly MetricFacts[], ...by: string[]): PromQuery | undefined {
  const [first, ...others] = counters.map((counter) => rate(counterOf(counter), live).sum(...by));
  return first && added(first, ...others);
}

export function requestRate(red: Red, ...by: string[]): PromQuery | undefined {
  return perSecond(red.requests, ...by);
}

/** Share of requests that fail, 0 when none does, nothing without requests. */
export function errorRatio(red: Red): PromQuery | undefined {
  const errors = perSecond(red.errors);
  const requests = perSecond(red.requests);
  return errors && requests && ratio(errors, requests);
}

/** The time within which the share `q` (0–1) of requests ends. */
export function durationQuantile(red: Red, q: number, ...by: string[]): PromQuery | undefined {
  return red.duration && quantile(q, histogramOf(red.duration), live, ...by);
}

function splits({ by }: Red, metrics: readonly MetricFacts[]): readonly string[] {
  return by.filter((label) => metrics.every(({ labels }) => label in labels));
}

function graph(title: string, description: string, legend: string, query: PromQuery | undefined) {
  return query ? [panel(title, description, { [legend]: query })] : [];
}

/** How much is asked. */
export function ratePanels({ red }: Service): readonly PagePanel[] {
  if (red === undefined) return [];
  return [
    ...graph(
      "Requests",
      "Requests per second; a sudden drop means that callers no longer reach it.",
      "requests",
      requestRate(red),
    ),
    ...splits(red, red.requests).flatMap((label) =>
      graph(
        `Requests by ${label}`,
        `Requests per second by ${label}; look for the one that changed.`,
        `{{${label}}}`,
        requestRate(red, label),
      ),
    ),
  ];
}

/** How much of it fails. */
export function errorPanels(service: Service): readonly PagePanel[] {
  const { red } = service;
  if (red === undefined) return [];
  const dataUnder = faultThat(service, "fail") ?? faultSending(service, ...red.errors);
  const byLabel = splits(red, red.errors).flatMap((label) =>
    graph(
      `Errors by ${label}`,
      `Failed requests per second by ${label}; empty when nothing fails.`,
      `{{${label}}}`,
      perSecond(red.errors, label),
    ),
  );
  return [
    ...graph(
      "Error ratio",
      "Share of requests that fail; what stays above zero burns the error budget.",
      "errors",
      errorRatio(red),
    ),
    ...byLabel.map((errors) => (dataUnder ? { ...errors, dataUnder } : errors)),
  ];
}

/** How long it takes. */
export function durationPanels({ red }: Service): readonly PagePanel[] {
  if (red?.duration === undefined) return [];
  const histogram = histogramOf(red.duration);
  const [label] = splits(red, [red.duration]);
  return [
    panel(
      "Duration",
      "Time within which 50%, 95% and 99% of requests end; a diamond is a request with its trace.",
      {
        p50: quantile(0.5, histogram, live),
        p95: quantile(0.95, histogram, live),
        p99: quantile(0.99, histogram, live),
      },
    ),
    ...(label
      ? graph(
          `p95 by ${label}`,
          `Time within which 95% of requests end, by ${label}; look for the slow one.`,
          `{{${label}}}`,
          durationQuantile(red, 0.95, label),
        )
      : []),
    panel(
      "Distribution",
      "How many requests take how long; two bands are two kinds of requests.",
      { "{{le}}": distribution(histogram, live) },
      { view: "heatmap" },
    ),
  ];
}
