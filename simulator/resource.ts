import type { Resource } from "@opentelemetry/resources";
import { resourceFromAttributes } from "@opentelemetry/resources";
import type { Service } from "../declaration/service";

/**
 * How the service names itself to OpenTelemetry; the environment is the one that its log lines carry. Senders of OTLP
 * say their system as well (`service.namespace`), what speaks Jaeger's protocols knows no such thing.
 */
export function resourceOf(service: Service, protocol: "otlp" | "jaeger"): Resource {
  const environment = service.logs?.constant?.environment;
  return resourceFromAttributes({
    "service.name": service.spans?.serviceName ?? service.origin.service,
    ...(protocol === "otlp" ? { "service.namespace": service.origin.system } : {}),
    "service.version": service.version,
    ...(environment === undefined ? {} : { "deployment.environment.name": environment }),
  });
}
