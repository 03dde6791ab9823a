import { runbookProblems } from "../../alerts/runbook-problems";
import { alertsOf } from "../../alerts/target-missing";
import { holdText, thresholdText } from "../../alerts/texts";
import type { Alert } from "../../declaration/alert";
import { runbookPath } from "../../declaration/identity";
import type { Service } from "../../declaration/service";
import { printQuery } from "../../queries/print";
import type { Check } from "../check";
import { check } from "../check";
import type { Content } from "../content";
import { alertLinkProblem, alertLinks, dashboardLinkProblem, linkTargets, numberLinkProblem } from "./links";

const sections = [
  "Meaning",
  "Impact",
  "Fires when",
  "Where to look",
  "First steps",
  "Mitigation",
  "Escalation",
  "Owner",
] as const;

/** The text below a heading, up to the next one; undefined where there is no such heading. */
function section(markdown: string, heading: string): string | undefined {
  const [, ...parts] = markdown.split(/^## /m);
  const found = parts.find((part) => part.startsWith(`${heading}\n`));
  return found?.slice(heading.length).trim();
}

function sectionProblem(markdown: string): string | undefined {
  const lacking = sections.find((heading) => !section(markdown, heading));
  return lacking && `its section "${lacking}" is missing or empty`;
}

/** The author's words are all there, in the order in which they are to be followed. */
function wordsProblem(markdown: string, { runbook }: Alert): string | undefined {
  const told = [runbook.meaning, runbook.impact, ...runbook.diagnosis, ...runbook.mitigation];
  let from = 0;
  for (const words of told) {
    const at = markdown.indexOf(words, from);
    if (at < 0) return `it does not say, or not in its place: "${words}"`;
    from = at + words.length;
  }
  return undefined;
}

function conditionProblem(markdown: string, alert: Alert): string | undefined {
  const condition = section(markdown, "Fires when") ?? "";
  const query = printQuery(alert.when.expression);
  if (!condition.includes(query)) return `it shows another query than ${query}`;
  const numbers = [thresholdText(alert), holdText(alert)].filter((number) => number !== undefined);
  const lacking = numbers.find((number) => !condition.includes(number));
  return lacking && `it does not say ${lacking}, the rule's own number`;
}

function escalationProblem(markdown: string, { owner }: Service, alert: Alert): string | undefined {
  const text = section(markdown, "Escalation") ?? "";
  const expected = alert.runbook.escalation ?? (alert.severity === "critical" ? owner.escalation.to : "");
  return text.includes(expected) ? undefined : `its escalation does not say "${expected}"`;
}

/** Proves that each alert has a runbook that helps: complete, true, with links that lead somewhere. */
export function proveRunbooks(content: Content): readonly Check[] {
  const { services, runbooks } = content;
  const links = alertLinks(content);
  const targets = linkTargets(content);
  return services.flatMap((service) =>
    alertsOf(service).flatMap((alert) => {
      const subject = `${service.id}/${alert.name}`;
      const path = `${runbookPath(service.origin, alert.name)}.md`;
      const markdown = runbooks[path];
      const says = (claim: string, problem: string | undefined) => check("runbooks", subject, claim, problem);
      if (markdown === undefined) return [says("has a runbook", "there is none")];
      const [stub] = runbookProblems(service, alert);
      return [
        says("is no stub", stub && `${stub.problem}: ${stub.fix}`),
        says("has all sections", sectionProblem(markdown)),
        says("says what its author wrote", wordsProblem(markdown, alert)),
        says("shows the rule's own query and numbers", conditionProblem(markdown, alert)),
        says("leads to dashboards and panels that exist", dashboardLinkProblem(markdown, targets)),
        says("leads to the panel of its number", numberLinkProblem(markdown, alert, targets)),
        says("is led to by its alert", alertLinkProblem(links.get(subject) ?? [], path, targets)),
        says("says who is called next", escalationProblem(markdown, service, alert)),
        says("names its owner", markdown.includes(`Team ${service.owner.name}`) ? undefined : "it does not"),
      ];
    }),
  );
}
