/** Methods that the catalog's services use. */
export const httpMethods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
export type HttpMethod = (typeof httpMethods)[number];

/** Statuses that the catalog's services answer with; a service that has others lists its own. */
export const httpStatuses = [
  "200",
  "201",
  "204",
  "301",
  "302",
  "304",
  "400",
  "401",
  "403",
  "404",
  "409",
  "413",
  "422",
  "429",
  "500",
  "502",
  "503",
  "504",
] as const;
export type HttpStatus = (typeof httpStatuses)[number];

/**
 * Most statuses that one route answers with: done, moved or not changed, refused, not allowed, not found, failed. A route
 * has one method, so this times the routes bounds what the labels' product overrates tenfold.
 */
export const statusesOfRoute = 6;

type Class<S extends string, C extends string> = S extends `${C}${string}` ? S : never;

/** The statuses of a class: `statusClass("5")` are the server errors. */
export function statusClass<C extends "2" | "3" | "4" | "5">(first: C): readonly Class<HttpStatus, C>[] {
  return httpStatuses.filter((status): status is Class<HttpStatus, C> => status.startsWith(first));
}

/** Answers that are the service's own fault. */
export const serverErrors = statusClass("5");
