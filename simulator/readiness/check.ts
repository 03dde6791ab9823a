import type { ProbedLine } from "../../declaration/probed-line";
import type { Service } from "../../declaration/service";

/** Where a service answers, and how one comes there. */
export interface Target {
  readonly service: Service;
  /** No trailing slash. */
  readonly url: string;
  /** True: the way that the public takes, so that what must be closed to it can be tried. */
  readonly isPublic: boolean;
}

/** Something that can be tried from outside. */
export interface Check {
  readonly line: ProbedLine;
  /** In which respect, where a line has several. */
  readonly check: string;
  /** Seconds between two tries. */
  readonly everySeconds: number;
  /** Does it hold? Throws where there is no answer, which says nothing. */
  holds(): Promise<boolean>;
}

const patienceMs = 5_000;

/** A request that says who asks; it follows no redirect. */
export async function ask(url: string, headers: Readonly<Record<string, string>> = {}, method = "GET") {
  const answer = await fetch(url, {
    method,
    headers: { "user-agent": "belfry-readiness", ...headers },
    redirect: "manual",
    signal: AbortSignal.timeout(patienceMs),
  });
  return { status: answer.status, headers: answer.headers, body: await answer.text() };
}
