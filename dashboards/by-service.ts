import type { Service } from "../declaration/service";
import type { PromQuery } from "../queries/series";

/** The same question to each service that can answer it, by its name. */
export function byService(
  services: readonly Service[],
  query: (service: Service) => PromQuery | undefined,
): Record<string, PromQuery> {
  const answers: Record<string, PromQuery> = {};
  for (const service of services) {
    const answer = query(service);
    if (answer) answers[service.origin.service] = answer;
  }
  return answers;
}
