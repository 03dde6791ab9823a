import type { Place } from "../../platforms/platform";
import type { Port, Workload } from "../../platforms/workload";
import { type SecretSource, secretFiles } from "../secret-files";

/** By system outside of the cluster, the token with which it sends. */
export type PushTokens = Readonly<Record<string, SecretSource>>;

/** Named as the port that an ingress leads to: TLS ends there. */
export const pushPort = { http: { number: 4319 } } satisfies Record<string, Port>;

const authenticator = "bearertokenauth/push";
const receiver = "otlp/push";
/** A batch of 2,000 lines of the longest kind that Loki takes whole is never sent at once; what is larger is no batch. */
const largestBodyBytes = 8 * 1024 * 1024;

function secretFile(system: string): string {
  return `/run/secrets/push-token-${system}`;
}

/** The secret files of the tokens. */
export function pushSecrets(tokens: PushTokens): Pick<Workload, "secrets" | "keptSecrets"> {
  return secretFiles(
    Object.fromEntries(Object.entries(tokens).map(([system, token]) => [secretFile(system), token])),
  );
}

/** What the configuration has more for senders outside: nothing where no system has a token. */
export function pushParts(at: Place, systems: readonly string[]) {
  if (systems.length === 0) return { receivers: {}, extensions: {}, names: [] };
  // A file for each token: in one file for all, an empty line would let in who sends an empty one.
  const tokens = systems.map((system) => `\${file:${at.path(secretFile(system))}}`);
  return {
    receivers: {
      [receiver]: {
        protocols: {
          http: {
            endpoint: at.listen("http"),
            auth: { authenticator },
            max_request_body_size: largestBodyBytes,
          },
        },
      },
    },
    extensions: { [authenticator]: { tokens } },
    names: [receiver],
  };
}
