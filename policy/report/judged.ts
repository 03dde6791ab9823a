import type { Exemption } from "../exemption";
import type { Finding } from "../judge";
import type { Evidence } from "../model/evidence";
import type { AnyPolicy } from "../policy";

/** Everything that a report is made from. */
export interface Judged {
  /** The stack or the folder that was judged. */
  readonly subject: string;
  readonly policies: readonly AnyPolicy[];
  readonly findings: readonly Finding[];
  readonly evidence: readonly Evidence[];
  readonly exemptions: readonly Exemption[];
  readonly problems: readonly string[];
  readonly now: Date;
}
