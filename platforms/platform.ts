import type { ComponentResource, Output } from "@pulumi/pulumi";
import type { Connection, Port, Workload } from "./workload";

/**
 * Where a workload lives on a platform, known before anything runs, so that components may point at each other
 * in any order. Every address and path of a configuration comes from here, never from a literal.
 */
export interface Place {
  readonly name: string;
  /** Where the container path `path` is found: itself in a container, a folder of the stack on `local`. */
  path(path: string): string;
  /** Where a folder of the machine is found by a workload that watches it: itself, or below `/host` in a container. */
  hostPath(path: string): string;
  /** What the server must listen on: `":9090"` in a container, `"127.0.0.1:41873"` on `local`. */
  listen(port: string): string;
  /** The number that `listen` uses. */
  port(port: string): number;
  /** The host name under which others reach it. */
  readonly host: string;
  /** `host:port` for others. */
  address(port: string): string;
  /** `http://host:port` for others, no trailing slash. */
  url(port: string): string;
  /** `host:port` of each copy, where there are several with addresses of their own (`Workload.named`); else its one address. */
  addresses(port: string): readonly string[];
  /** Host name that leads to all copies at once, ready or not, by which they find each other; else `host`. */
  readonly peers: string;
  /** Where people open it in a browser, no trailing slash, where something stands before it. @default `url("http")` */
  readonly publicUrl?: string;
  /**
   * Where a workload that collects it (`Workload.collects`) finds this one's folder; undefined where none can be shown
   * to another (Kubernetes): there lines must be printed.
   */
  collectedPath(folder: string): string | undefined;
  /**
   * File into which the platform writes what the workload prints, for a log collector on the same machine;
   * undefined where the platform's own log files are collected (Docker, Kubernetes).
   */
  readonly stdoutFile?: string;
}

/** A workload that was handed to a platform. */
export interface Running {
  readonly place: Place;
  /** False where its program cannot be had on this platform (Grafana without its archive); nothing runs then. */
  readonly available: boolean;
}

/** How Prometheus finds the running copies of a service, of which it does not know where they are. */
export interface Discovery {
  /** Parts of a scrape job, as Prometheus wants them; after `relabel`, `__address__` and `instance` are the copy's. */
  jobFor(
    service: { readonly system: string; readonly service: string },
    port: number,
  ): { readonly relabel: readonly Readonly<Record<string, unknown>>[] } & Readonly<Record<string, unknown>>;
  /** Does it find what watches a machine, on each machine? Where there is one machine, its address is known. */
  readonly findsHosts: boolean;
  /** File with what the found copies of a service print; undefined where the platform's own log files are collected. */
  stdoutFile?(service: { readonly system: string; readonly service: string }): string;
  /** What Prometheus must talk to for it. */
  readonly connectsTo: readonly Connection[];
}

/** Something that runs workloads: local processes, Docker, Kubernetes. */
export interface Platform {
  readonly name: "local" | "docker" | "kubernetes";
  /** The place of a workload, the same at every call; one that watches its machine may live elsewhere than the others. */
  place(
    name: string,
    ports: Readonly<Record<string, Port>>,
    where?: { readonly watchesHost: boolean },
  ): Place;
  /** How many copies of a workload run here: one, but where the settings say more. */
  copies(workload: string): number;
  /** Can the product be had here? Decided before the program runs, so that two runs agree. */
  offers(product: string): boolean;
  /** What starts a program of a product: its path on this machine, or its name in an image that holds it. */
  programPath(product: string, binary: string): string;
  /** Runs the workload as children of `parent`. */
  run(workload: Workload, parent: ComponentResource): Running;
  /** Finds what it does not run itself; undefined where there is no such thing. */
  readonly discovery?: Discovery;
  /** A generated secret that stays the same until its name changes: a Pulumi secret, 32 characters of [A-Za-z0-9]. */
  password(name: string, parent: ComponentResource): Output<string>;
}
