import type { Place, Platform } from "../platforms/platform";
import { Alertmanager } from "./alertmanager";
import { Collector } from "./collector";
import { Grafana } from "./grafana";
import { Inbox } from "./inbox";
import { Loki } from "./loki";
import { Prometheus } from "./prometheus";
import { Tempo } from "./tempo";

/** Where the servers live that others must reach; known before any of them runs. */
export interface Places {
  readonly prometheus: Place;
  readonly alertmanager: Place;
  readonly grafana: Place;
  readonly loki: Place;
  readonly tempo: Place;
  readonly collector: Place;
  readonly inbox: Place;
}

export function placesOf(platform: Platform): Places {
  return {
    prometheus: Prometheus.place(platform, "prometheus"),
    alertmanager: Alertmanager.place(platform, "alertmanager"),
    grafana: Grafana.place(platform, "grafana"),
    loki: Loki.place(platform, "loki"),
    tempo: Tempo.place(platform, "tempo"),
    collector: Collector.place(platform, "collector"),
    inbox: Inbox.place(platform, "inbox"),
  };
}
