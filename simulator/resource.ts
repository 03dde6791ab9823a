import type { Resource } from "@opentelemetry/resources";
import { resourceFromAttributes } from "@opentelemetry/resources";
import type { Service } from "../declaration/service";

/** How the service names itself to OpenTelemetry; the environment is the one that its log lines carry. */
export function resourceOf(service: Service): Resource {
  const environment = service.logs?.constant?.environment;
  return resourceFromAttributes({
    "service.name": service.spans?.serviceName ?? service.origin.service,
    "service.version": service.version,
    ...(environment === undefined ? {} : { "deployment.environment.name": environment }),
  });
}
