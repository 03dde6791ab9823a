import type { Finding } from "../../policy/judge";

/** What a checker has against an object, in the terms of policies, so that the same exemptions can accept it. */
export function objection(checker: string, check: string, resource: string, why: string): Finding {
  return { policy: `${checker}/${check}`, resource: { id: resource, name: resource }, status: "fail", why };
}

/** What a checker has said, and how many objects it has looked at. */
export interface Heard {
  readonly findings: readonly Finding[];
  readonly looked: number;
}
