import * as pulumi from "@pulumi/pulumi";
import type { Place, Platform } from "../platforms/platform";
import type { Workload } from "../platforms/workload";
import { ownImage } from "../toolchain/versions";
import { splitListen } from "./listen";
import { httpProbes } from "./probes";

export interface InboxArgs {
  readonly platform: Platform;
}

const ports = { http: { number: 8025, opened: true }, smtp: { number: 1025 } };
const data = "/var/lib/inbox";

/** Takes what alerts send in an environment where nobody is to be paged: Slack, PagerDuty, webhooks, e-mail. */
export class Inbox extends pulumi.ComponentResource {
  readonly place: Place;

  constructor(name: string, args: InboxArgs, opts?: pulumi.ComponentResourceOptions) {
    super("belfry:index:Inbox", name, {}, opts);
    this.place = Inbox.place(args.platform, name);
    args.platform.run(workload(this.place), this);
    this.registerOutputs({ url: this.place.url("http") });
  }

  static place(platform: Platform, name: string): Place {
    return platform.place(name, ports);
  }
}

function workload(at: Place): Workload {
  const { host } = splitListen(at.listen("http"));
  return {
    name: at.name,
    image: ownImage,
    program: { product: "belfry", binary: "inbox" },
    args: [
      `--http-port=${at.port("http")}`,
      `--smtp-port=${at.port("smtp")}`,
      ...(host ? [`--host=${host}`] : ["--host=0.0.0.0", "--closed-network"]),
      `--data-dir=${at.path(data)}`,
    ],
    ports,
    storage: { [data]: { sizeMib: 64 } },
    probes: httpProbes({ ready: "/healthz", live: "/healthz" }),
    resources: { requests: { cpuMillis: 20, memoryMib: 64 }, limits: { cpuMillis: 500, memoryMib: 256 } },
    user: 65534,
    connectsTo: [],
  };
}
