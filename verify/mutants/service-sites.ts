import type { Service } from "../../declaration/service";
import type { Content } from "../content";

/** The content with one declaration changed; what was generated from it stays. */
export function withService(content: Content, service: Service, changed: Partial<Service>): Content {
  const services = content.services.map((one) => (one === service ? { ...service, ...changed } : one));
  return { ...content, services };
}
