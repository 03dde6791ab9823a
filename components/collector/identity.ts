import type { Service } from "../../declaration/service";

/**
 * Who sends is decided here and not by the sender: nothing on the wire proves a name, so a resource's own `system` and
 * `service` are dropped and found anew from its `service.name`. Whoever is not declared is `unknown`, so that nobody
 * makes streams and series without a bound; the name that it gave stays beside it.
 */
export function senderStatements(services: readonly Service[]): readonly string[] {
  const senders = services.map((service) => ({
    name: service.spans?.serviceName ?? service.origin.service,
    origin: service.origin,
  }));
  return [
    set("system", "unknown"),
    set("service", "unknown"),
    ...senders.flatMap(({ name, origin }) => {
      const named = ` where resource.attributes["service.name"] == ${JSON.stringify(name)}`;
      return [set("system", origin.system) + named, set("service", origin.service) + named];
    }),
  ];
}

/** Where everything comes from is the stack's own knowledge: labels `environment` and `cluster`. */
export function placeStatements(place: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(place).map(([label, value]) => set(label, value));
}

function set(attribute: string, value: string): string {
  return `set(resource.attributes[${JSON.stringify(attribute)}], ${JSON.stringify(value)})`;
}
