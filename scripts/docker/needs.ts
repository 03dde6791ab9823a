import { parse } from "yaml";
import { z } from "zod";

const service = z.object({
  container_name: z.string(),
  image: z.string(),
  build: z.unknown().optional(),
  restart: z.string().optional(),
  mem_reservation: z
    .string()
    .regex(/^\d+m$/)
    .optional(),
  ports: z.array(z.string()).default([]),
});
const composeFile = z.object({
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.object({ labels: z.record(z.string(), z.string()).default({}) })),
});

/** A port that the stack publishes on this machine. */
export interface PublishedPort {
  readonly container: string;
  readonly address: string;
  readonly number: number;
  readonly protocol: string;
}

/** What a compose file of ours asks of an engine. */
export interface StackNeeds {
  /** What its containers are kept, all together; one that does its work and ends gives its part back. */
  readonly memoryMib: number;
  /** Names of all of them. */
  readonly containers: readonly string[];
  readonly ports: readonly PublishedPort[];
  /** Images to have, and who runs each; those that are built are not among them. */
  readonly images: ReadonlyMap<string, string>;
  /** Are some of them made from this clone? */
  readonly isBuilt: boolean;
  /** What must have made the data of a volume, by the volume's name. */
  readonly data: ReadonlyMap<string, string>;
}

/** Reads it off the file. */
export function needsOf(composeText: string): StackNeeds {
  const { services, volumes } = composeFile.parse(parse(composeText));
  const all = Object.values(services);
  const builds = new Set(all.flatMap(({ image, build }) => (build === undefined ? [] : image)));
  const lasting = all.filter(({ restart }) => restart !== "no");
  const reserved = lasting.map(({ mem_reservation }) => Number.parseInt(mem_reservation ?? "0", 10));
  return {
    memoryMib: reserved.reduce((sum, one) => sum + one, 0),
    containers: all.map((one) => one.container_name),
    ports: all.flatMap((one) => one.ports.map((port) => publishedPort(one.container_name, port))),
    images: new Map(
      all.filter(({ image }) => !builds.has(image)).map((one) => [one.image, one.container_name]),
    ),
    isBuilt: builds.size > 0,
    data: new Map(
      Object.entries(volumes).flatMap(([name, { labels }]) => {
        const made = labels["dev.belfry.data"];
        return made === undefined ? [] : [[name, made] as const];
      }),
    ),
  };
}

function publishedPort(container: string, text: string): PublishedPort {
  const [address = "", number, rest = ""] = text.split(":");
  const [, protocol = "tcp"] = rest.split("/");
  return { container, address, number: Number(number), protocol };
}
