import type { Place, Running } from "../platforms/platform";

/** Where services can be reached, by service id (`belfry/loki`). */
export type Endpoints = Readonly<Record<string, string>>;

/** A component whose metrics Prometheus scrapes. */
export interface Scraped {
  /** `host:port` by service id; empty where it does not run. */
  readonly endpoints: Endpoints;
}

/** Where people open a server in their browser. */
export function openedAt(place: Place): string {
  return place.publicUrl ?? place.url("http");
}

/** All endpoints of several components. */
export function endpointsOf(scraped: readonly Scraped[]): Endpoints {
  return Object.assign({}, ...scraped.map(({ endpoints }) => endpoints));
}

/** The endpoint of one of belfry's own servers; none where it does not run, or where several copies are found by label. */
export function ownEndpoint({ available, place }: Running, port = "http"): Endpoints {
  if (!available || place.addresses(port).length > 1) return {};
  return { [`belfry/${place.name}`]: place.address(port) };
}
