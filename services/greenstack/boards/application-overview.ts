import type { Board } from "../../../declaration/board";
import { panel } from "../../../declaration/board";
import { quantile } from "../../../queries/histogram";
import { increase, rate, ratio, value } from "../../../queries/promql";
import { m } from "../telemetry";
import { thresholds } from "../thresholds";

const interval = "$__rate_interval";
const requests = rate(m.requests, interval).sum();
const failed = rate(m.requests.where({ status: { matches: "5.." } }), interval).sum();

export const applicationOverview: Board = {
  title: "Application Overview",
  description: "How much greenstack has to do, how well it does it, and what it holds.",
  rows: [
    {
      title: "Requests",
      panels: [
        panel("Request rate", "Requests per second; a sudden drop means that users cannot reach it.", {
          requests,
        }),
        panel(
          "Errors",
          "Share of requests that end with 5xx; anything lasting above zero deserves a look.",
          { errors: ratio(failed, requests).times(100).in("percent") },
          { view: "stat" },
        ),
        panel(
          "Latency",
          "Time within which 50%, 95% and 99% of requests are answered; the line is the threshold of SlowRequests.",
          {
            p50: quantile(0.5, m.duration, interval),
            p95: quantile(0.95, m.duration, interval),
            p99: quantile(0.99, m.duration, interval),
          },
          { threshold: thresholds.slowSeconds },
        ),
      ],
    },
    {
      title: "Devices",
      panels: [
        panel("Active devices", "Device descriptions that are held, by type; it never falls by itself.", {
          "{{type}}": value(m.activeDevices).sum("type"),
        }),
        panel(
          "Uploads per hour",
          "Uploads of the last hour by kind and outcome; failed ones should be few.",
          {
            "IODD {{status}}": increase(m.ioddUploads, "1h").sum("status"),
            "EDS {{status}}": increase(m.edsUploads, "1h").sum("status"),
          },
        ),
        panel("Parsing", "Time within which 95% of files are parsed; a slow parser makes uploads slow.", {
          "{{file_type}}": quantile(0.95, m.parseDuration, interval, "file_type"),
        }),
      ],
    },
  ],
};
