/** What the tests read of Grafana's dashboard JSON. */
export interface GrafanaLink {
  readonly title: string;
  readonly type: string;
  readonly url?: string;
  readonly tags: readonly string[];
}

export interface GrafanaTarget {
  readonly refId: string;
  readonly expr?: string;
  readonly query?: string;
  readonly legendFormat?: string;
  readonly instant?: boolean;
  readonly exemplar?: boolean;
  readonly format?: string;
  readonly queryType?: string;
  readonly datasource: { readonly type: string; readonly uid: string };
}

export interface GrafanaPanel {
  readonly type: string;
  readonly id: number;
  readonly title: string;
  readonly description?: string;
  readonly interval?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: { readonly uid: string };
  readonly targets: readonly GrafanaTarget[];
  readonly transformations?: readonly { readonly id: string; readonly options: unknown }[];
  readonly options: Readonly<Record<string, unknown>>;
  /** The SDK leaves it out where a view has no fields to configure (logs). */
  readonly fieldConfig?: {
    readonly defaults: {
      readonly unit?: string;
      readonly noValue?: string;
      readonly color?: { readonly fixedColor?: string };
      readonly mappings?: readonly unknown[];
      readonly thresholds?: { readonly steps: readonly unknown[] };
      readonly links?: readonly GrafanaLink[];
    };
    readonly overrides: readonly unknown[];
  };
}

export interface GrafanaDashboard {
  readonly uid: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly links: readonly GrafanaLink[];
  readonly panels: readonly GrafanaPanel[];
  readonly annotations: { readonly list: readonly { readonly name: string; readonly expr: string }[] };
  readonly templating: {
    readonly list: readonly {
      readonly name: string;
      readonly query: string;
      readonly datasource: { readonly uid: string };
    }[];
  };
}

/** The dashboard of a file, which must be there. */
export function dashboardAt(files: Readonly<Record<string, string>>, path: string): GrafanaDashboard {
  const text = files[path];
  if (text === undefined) throw new Error(`no ${path} among ${Object.keys(files).join(", ")}`);
  return JSON.parse(text);
}

/** Whether it is a panel rather than the heading of a row. */
export function isPanel({ type }: GrafanaPanel): boolean {
  return type !== "row";
}

export function targetText({ expr, query }: GrafanaTarget): string | undefined {
  return expr ?? query;
}
