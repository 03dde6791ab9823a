import { z } from "zod";
import type { SecretReference } from "./platforms/workload";

const secretSource = z.union([
  z.string().startsWith("/"),
  z.strictObject({ secret: z.string().min(1), key: z.string().min(1) }),
]);
/** The problem of a value in the place of such a file: it may be the secret itself, and must not be repeated. */
export const notASecretFile =
  'expected the absolute path of a file that holds the secret, or {"secret": <name>, "key": <key>} of a Secret in the cluster';

/**
 * The path of a file that holds a secret, or on Kubernetes a key of a Secret that is kept in the stack's namespace; the
 * secret itself never stands in a configuration.
 */
export const secretFile = z.custom<string | SecretReference>(
  (value) => secretSource.safeParse(value).success,
  {
    error: notASecretFile,
  },
);
