import type { Alert } from "../../declaration/alert";
import type { Effect, Fault } from "../../declaration/fault";
import type { Service } from "../../declaration/service";
import type { Expression } from "../../queries/expression";
import type { Language } from "../../queries/query";
import type { Kind } from "./mutant";
import { withService } from "./service-sites";

/** A kind that changes one declared alert, and leaves what was generated from it as it was. */
function alertKind(
  name: string,
  area: Kind["area"],
  change: (alert: Alert, service: Service) => Alert | undefined,
  language: Language = "promql",
): Kind {
  return {
    name,
    area,
    sites: (content) =>
      content.services.flatMap((service) =>
        service.alerts.flatMap((alert) => {
          const changed = change(alert, service);
          if (changed === undefined || alert.when.language !== language) return [];
          const alerts = service.alerts.map((one) => (one === alert ? changed : one));
          const subject = `${service.id}/${alert.name}`;
          return [{ subject, break: () => withService(content, service, { alerts }) }];
        }),
      ),
  };
}

/** The condition with the number that it compares with ten times as large. */
function lessOften(expression: Expression): Expression {
  if (expression.kind !== "binary") return expression;
  const { right } = expression;
  const value = right.kind === "number" ? right.value * 10 || 10 : undefined;
  return { ...expression, right: value === undefined ? lessOften(right) : { kind: "number", value } };
}

/** Next to nothing of an effect. */
function faint(effect: Effect): Effect {
  if (effect.effect === "fail") return { ...effect, share: effect.share / 1000 };
  if (effect.effect === "slow" || effect.effect === "surge") return { ...effect, times: 1 };
  if (effect.effect === "lag") return { ...effect, seconds: 0 };
  return { effect: "surge", times: 1 };
}

function faintly({ title, effects: [first, ...others] }: Fault): Fault {
  return { title, effects: [faint(first), ...others.map(faint)] };
}

function named({ alerts }: Service, fault: string): boolean {
  return alerts.some(({ firesUnder, when }) => when.language === "promql" && firesUnder.includes(fault));
}

/** Ways to break declarations. */
export const declarationKinds: readonly Kind[] = [
  alertKind("fault left out", "alerts", (alert) =>
    alert.firesUnder.length > 1 ? { ...alert, firesUnder: alert.firesUnder.slice(1) } : undefined,
  ),
  alertKind("fault that does not fire it", "alerts", (alert, { faults }) => {
    const other = Object.keys(faults).find((name) => name === "idle" || name === "redisDown");
    return other === undefined || alert.firesUnder.includes(other)
      ? undefined
      : { ...alert, firesUnder: [...alert.firesUnder, other] };
  }),
  alertKind("runbook becomes a stub", "runbooks", (alert) => ({
    ...alert,
    runbook: { ...alert.runbook, mitigation: ["TODO"] },
  })),
  alertKind(
    "log alert that counts less",
    "alerts",
    (alert) => ({ ...alert, when: { ...alert.when, expression: lessOften(alert.when.expression) } }),
    "logql",
  ),
  {
    name: "fault without effect",
    area: "alerts",
    sites: (content) =>
      content.services.flatMap((service) =>
        Object.entries(service.faults)
          .filter(([name]) => named(service, name))
          .map(([name, fault]) => ({
            subject: `${service.id}: ${name}`,
            break: () =>
              withService(content, service, { faults: { ...service.faults, [name]: faintly(fault) } }),
          })),
      ),
  },
];
