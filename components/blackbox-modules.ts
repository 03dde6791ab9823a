import type { HealthEndpoint } from "../declaration/health";
import type { Service } from "../declaration/service";
import { quotePattern } from "../telemetry/labels";

/** Something that the blackbox exporter judges: an endpoint as a whole, or one check in its body. */
export interface Probed {
  readonly endpoint: HealthEndpoint;
  /** Name of the check, or `"all"` for status and body together. */
  readonly check: string;
}

export function probedEndpoints(service: Service): readonly Probed[] {
  return (service.health ?? []).flatMap((endpoint) => [
    { endpoint, check: "all" },
    ...(endpoint.expect ?? []).map(({ check }) => ({ endpoint, check })),
    ...(endpoint.headers || endpoint.without ? [{ endpoint, check: "headers" }] : []),
  ]);
}

/** Name of the module that judges it. */
export function probeModule(service: Service, endpoint: HealthEndpoint, check: string): string {
  return `${service.origin.system}_${service.origin.service}_${endpoint.name}_${check}`.replaceAll("-", "_");
}

/** Seconds that a probe waits where the declaration does not say. */
const usualTimeout = 5;

function moduleOf({ endpoint, check }: Probed): Record<string, unknown> {
  const { healthy, failing } = endpoint.status ?? { healthy: 200, failing: 503 };
  const expected = endpoint.expect ?? [];
  const judged = check === "all" ? expected : expected.filter((expectation) => expectation.check === check);
  return {
    prober: "http",
    timeout: `${endpoint.timeoutSeconds ?? usualTimeout}s`,
    http: {
      // One check is judged by the body alone, whatever the others have made of the status.
      valid_status_codes: check === "all" ? [healthy] : [...new Set([healthy, failing])],
      follow_redirects: false,
      preferred_ip_protocol: "ip4",
      ...(check === "headers" ? headerRules(endpoint) : {}),
      ...(judged.length > 0
        ? { fail_if_body_not_matches_regexp: judged.map((expectation) => expectation.matches) }
        : {}),
    },
  };
}

function headerRules({ headers = {}, without = [] }: HealthEndpoint): Record<string, unknown> {
  const wanted = Object.entries(headers).map(([header, value]) => ({
    header,
    regexp: `^${quotePattern(value)}$`,
  }));
  const unwanted = without.map((header) => ({ header, regexp: ".*", allow_missing: true }));
  return {
    ...(wanted.length > 0 ? { fail_if_header_not_matches: wanted } : {}),
    ...(unwanted.length > 0 ? { fail_if_header_matches: unwanted } : {}),
  };
}

/** The blackbox exporter's configuration: a module for each health endpoint and each check of its body. */
export function blackboxModules(services: readonly Service[]): Record<string, unknown> {
  const modules = services.flatMap((service) =>
    probedEndpoints(service).map((probed): [string, unknown] => [
      probeModule(service, probed.endpoint, probed.check),
      moduleOf(probed),
    ]),
  );
  return { modules: Object.fromEntries(modules) };
}
