import type { Port, Workload, WorkloadProbe } from "../../platforms/workload";

declare const complete: Workload;
declare const run: (workload: Workload) => void;
declare const probe: WorkloadProbe;
declare const ask: (probe: WorkloadProbe) => void;
declare const open: (port: Port) => void;

const { resources, ...noResources } = complete;
const { probes, ...noProbes } = complete;
const { image, ...noImage } = complete;
const { user, ...noUser } = complete;
const { connectsTo, ...noConnections } = complete;
const { limits, ...noLimits } = resources;
const { timeoutSeconds, ...noTimeout } = probe;
const { readiness } = probes;
const { name } = complete;
const { requests } = resources;
const { periodSeconds } = probe;

// @ts-expect-error a workload without requests and limits
run({ ...noResources, name });
run({ ...noResources, resources });

// @ts-expect-error a workload without probes
run({ ...noProbes, name });
run({ ...noProbes, probes });

// @ts-expect-error a workload without an image
run({ ...noImage, name });
run({ ...noImage, image });

// @ts-expect-error a workload that does not say as whom it runs
run({ ...noUser, name });
run({ ...noUser, user });

// @ts-expect-error a workload that does not say to whom it talks
run({ ...noConnections, name });
run({ ...noConnections, connectsTo });

// @ts-expect-error requests without limits
run({ ...complete, resources: { ...noLimits, requests } });
run({ ...complete, resources: { ...noLimits, limits } });

// @ts-expect-error liveness is not asked
run({ ...complete, probes: { readiness, startup: readiness } });
run({ ...complete, probes: { readiness, liveness: readiness } });

// @ts-expect-error an image that may change under its tag
run({ ...complete, image: { ...image, digest: "latest" } });
run({ ...complete, image: { ...image, digest: "unlocked" } });

// @ts-expect-error memory in words
run({ ...complete, resources: { requests, limits: { cpuMillis: 500, memoryMib: "1Gi" } } });
run({ ...complete, resources: { requests, limits: { cpuMillis: 500, memoryMib: 1024 } } });

// @ts-expect-error an argument that is no text
run({ ...complete, args: [periodSeconds] });
run({ ...complete, args: [name] });

// @ts-expect-error a connection to everywhere
run({ ...complete, connectsTo: [{ to: "anywhere" }] });
run({ ...complete, connectsTo: [{ to: "dns" }] });

// @ts-expect-error a probe that waits for ever
ask({ ...noTimeout, periodSeconds });
ask({ ...noTimeout, timeoutSeconds });

// @ts-expect-error a protocol that no platform maps
open({ number: 6831, protocol: "sctp" });
open({ number: 6831, protocol: "udp" });
