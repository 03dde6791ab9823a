import * as pulumi from "@pulumi/pulumi";
import type { Service } from "../declaration/service";
import type { Place, Platform } from "../platforms/platform";
import type { App } from "./catalog";
import { type AppImage, backendPorts, backendWorkload, workerPorts, workerWorkload } from "./ragbase/apps";
import { databaseUrl, postgresPorts, postgresWorkload, redisPorts, redisWorkload } from "./ragbase/stores";

/** What a site says of its RAGBase. */
export interface RagbaseSettings {
  /** @default the simulator stands in */
  readonly backend?: AppImage;
  /** @default the simulator stands in */
  readonly worker?: AppImage;
  /** From where browsers may call it. */
  readonly corsOrigin: string;
}

export interface RagbaseArgs extends RagbaseSettings {
  readonly platform: Platform;
  readonly services: Readonly<Record<"backend" | "worker", Service>>;
  readonly collector: Place;
  readonly inbox: Place;
}

/** RAGBase as its compose file has it: backend, AI worker, PostgreSQL with pgvector, Redis with an append-only file. */
export class Ragbase extends pulumi.ComponentResource {
  readonly apps: readonly App[];

  constructor(name: string, args: RagbaseArgs, opts?: pulumi.ComponentResourceOptions) {
    super("belfry:index:Ragbase", name, {}, opts);
    const { platform, services, collector, inbox, corsOrigin } = args;
    if (platform.name !== "docker") {
      throw new Error(
        `belfry:ragbase is set, and the platform is ${platform.name}: its containers run on Docker alone. Fix: pulumi config rm belfry:ragbase.`,
      );
    }
    const postgres = platform.place(`${name}-postgres`, postgresPorts);
    const redis = platform.place(`${name}-redis`, redisPorts);
    const backend = platform.place(`${name}-backend`, backendPorts);
    const worker = platform.place(`${name}-ai-worker`, workerPorts);
    const password = platform.password(`${name}-postgres-password`, this);
    const apiKey = platform.password(`${name}-api-key`, this);
    const secretEnvironment = pulumi.interpolate`DATABASE_URL=${databaseUrl(postgres, password)}
API_KEY=${apiKey}
ALERT_WEBHOOK_URL=${inbox.url("http")}/webhook/ragbase
`;
    platform.run(postgresWorkload(postgres, password), this);
    platform.run(redisWorkload(redis), this);
    platform.run(
      backendWorkload(backend, {
        ...{ service: services.backend, image: args.backend, collector },
        ...{ postgres, redis, corsOrigin, secretEnvironment },
      }),
      this,
    );
    platform.run(
      workerWorkload(worker, { service: services.worker, image: args.worker, collector, redis, backend }),
      this,
    );
    this.apps = [appAt(services.backend, backend), appAt(services.worker, worker)];
    this.registerOutputs({});
  }
}

function appAt(service: Service, place: Place): App {
  const endpoints = service.delivery.by === "scrape" ? { [service.id]: place.address("http") } : {};
  return { service, place, endpoints, api: { [service.id]: place.url("http") } };
}
