import { z } from "zod";
import type { ImageSettings } from "../image-reference";

/** What the stack must know about the engine. */
export const dockerSchema = z.strictObject({
  /** Address of the engine. @default what the docker command would take */
  host: z.string().exactOptional(),
  /** Address of this machine on which ports are published; `0.0.0.0` opens them to the network. */
  publishOn: z.ipv4().default("127.0.0.1"),
});

export interface DockerSettings {
  /** Begins the name of every container, volume and network. */
  readonly stack: string;
  /** Other numbers for published ports, by the number that senders know. */
  readonly ports: Readonly<Record<string, number>>;
  readonly docker: z.infer<typeof dockerSchema>;
  readonly images: ImageSettings;
}
