/** Grafana's data sources by what they hold; the uids are fixed, so dashboards need no variable for them. */
export const dataSources = {
  prometheus: { type: "prometheus", uid: "belfry-prometheus" },
  loki: { type: "loki", uid: "belfry-loki" },
  tempo: { type: "tempo", uid: "belfry-tempo" },
  alertmanager: { type: "alertmanager", uid: "belfry-alertmanager" },
} as const;

/** What Grafana calls a panel whose queries go to several data sources. */
export const mixedSources = { type: "datasource", uid: "-- Mixed --" } as const;
