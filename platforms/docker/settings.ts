import { z } from "zod";
import type { ImageSettings } from "../image-reference";

/** What the stack must know about the engine. */
export const dockerSchema = z.strictObject({
  /** Address of the engine. @default what the docker command would take */
  host: z.string().exactOptional(),
  /** Address of this machine on which ports are published; `0.0.0.0` opens them to the network. */
  publishOn: z.ipv4().default("127.0.0.1"),
  /**
   * The engine's socket on its own machine, for the one container that looks at what the others print and which of them
   * can be scraped; `none` does without (docs/decisions/0014-docker-watcher.md).
   */
  socket: z
    .string()
    .regex(/^(\/.+|none)$/, { error: 'expected the absolute path of the engine\'s socket, or "none"' })
    .default("/var/run/docker.sock"),
});

export interface DockerSettings {
  /** Begins the name of every container, volume and network. */
  readonly stack: string;
  /** Other numbers for published ports, by the number that senders know. */
  readonly ports: Readonly<Record<string, number>>;
  readonly docker: z.infer<typeof dockerSchema>;
  readonly images: ImageSettings;
  /** The only products to run. @default all */
  readonly offers?: readonly string[];
}
