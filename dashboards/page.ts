import type { Panel } from "../declaration/board";
import type { Service } from "../declaration/service";
import type { Duration } from "../telemetry/units";
import type { Mark } from "./marks";
import type { Variable } from "./variables";

/** Where a value or a panel leads; the address may hold Grafana's variables. */
export interface PanelLink {
  readonly title: string;
  readonly url: string;
}

/** A declared panel, and what belongs to its place on a dashboard. */
export interface PagePanel extends Panel {
  /** How often its metrics come. @default the scrape interval of the data source */
  readonly interval?: Duration;
  /** @default none */
  readonly links?: readonly PanelLink[];
}

export interface PageRow {
  readonly title: string;
  readonly panels: readonly [PagePanel, ...PagePanel[]];
}

/** Another dashboard in the bar at the top; time range and variables go along. */
export interface PageLink {
  readonly title: string;
  readonly uid: string;
}

/**
 * A dashboard before it takes Grafana's form: questions, not JSON. Each kind of dashboard is a function that returns
 * one; the form is given by `dashboardOf`, and a proof can walk the same questions.
 */
export interface Page {
  readonly uid: string;
  readonly title: string;
  /** One sentence: what it answers. */
  readonly description: string;
  /** Name of the file below the folder of dashboards; its directory is Grafana's folder. */
  readonly file: string;
  readonly tags: readonly string[];
  readonly variables: readonly Variable[];
  readonly links: readonly PageLink[];
  /** Tag whose other dashboards are offered in a menu. @default no menu */
  readonly menu?: string;
  /** Its service, whose runbooks are offered in a menu. @default no menu */
  readonly runbooksOf?: Service;
  /** Text in Markdown beside the panels, which then have no headings. @default none */
  readonly text?: string;
  /** What is drawn over every graph. @default nothing */
  readonly marks?: readonly Mark[];
  readonly rows: readonly PageRow[];
}
