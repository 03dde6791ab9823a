import type { Service } from "../declaration/service";
import { simulatorName } from "../declaration/simulator-name";
import type { Place, Platform } from "../platforms/platform";
import type { Endpoints, Scraped } from "./endpoint";
import { Ragbase, type RagbaseSettings } from "./ragbase";
import { Simulator } from "./simulator";

/** One of the catalog's services that the stack runs, or what stands in for it. */
export interface App extends Scraped {
  readonly service: Service;
  readonly place: Place;
  /** Its API, by service id. */
  readonly api: Endpoints;
}

export interface CatalogArgs {
  readonly platform: Platform;
  readonly services: readonly Service[];
  readonly collector: Place;
  readonly inbox: Place;
  /** Do simulators stand in for what the stack does not run? */
  readonly simulate: boolean;
  /** @default its containers do not run */
  readonly ragbase?: RagbaseSettings;
}

/** Runs what the stack itself runs of the catalog. */
export function runCatalog({ services, ragbase, simulate, ...args }: CatalogArgs): readonly App[] {
  const { platform, collector } = args;
  const named = (id: string) => services.find((service) => service.id === id);
  const [backend, worker] = [named("ragbase/ragbase-backend"), named("ragbase/ragbase-ai-worker")];
  const own =
    ragbase && backend && worker
      ? new Ragbase("ragbase", { ...args, ...ragbase, services: { backend, worker } }).apps
      : [];
  const runs = new Set(own.map(({ service }) => service));
  const simulated = services.filter((service) => simulate && !service.stack && !runs.has(service));
  return [
    ...own,
    ...simulated.map(
      (service) => new Simulator(simulatorName(service.origin), { platform, service, collector }),
    ),
  ];
}

/** The APIs of several, by service id. */
export function apisOf(apps: readonly App[]): Endpoints {
  return Object.assign({}, ...apps.map(({ api }) => api));
}
