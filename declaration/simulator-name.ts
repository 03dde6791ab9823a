import type { Origin } from "../telemetry/metrics";

/**
 * Under which name a service's simulator runs: `simulator-pulsecal-api`. A service that is not called after its system
 * has the system in front, since two systems may each have an `api`: `simulator-shop-api`.
 */
export function simulatorName({ system, service }: Origin): string {
  const ofSystem = service === system || service.startsWith(`${system}-`);
  return ofSystem ? `simulator-${service}` : `simulator-${system}-${service}`;
}
