import { z } from "zod";
import { dailyShape } from "../declaration/daily-shape";
import { amount, amountProblem, isDown, strengthened } from "../declaration/effects";
import type { Fault } from "../declaration/fault";
import type { ProcessOptions } from "./service-process";
import { ServiceProcess } from "./service-process";

/** A simulator as it is at a moment. */
export const simulatorState = z.strictObject({
  service: z.string(),
  up: z.boolean(),
  /** Of the process that runs now; 0 when none does. */
  uptimeSeconds: z.number(),
  inFlight: z.number().int(),
  /** How many times the normal load. */
  load: z.number(),
  /** Does the load follow the time of day? */
  daily: z.boolean(),
  faults: z.array(
    z.strictObject({
      name: z.string(),
      title: z.string(),
      active: z.boolean(),
      /** Share, times, seconds or value; absent where the fault has no strength. */
      amount: z.number().exactOptional(),
    }),
  ),
});
export type SimulatorState = z.infer<typeof simulatorState>;

/** A request that cannot be fulfilled: what is wrong and what could be asked instead. */
export class Refusal extends Error {
  constructor(
    readonly status: 400 | 404,
    message: string,
  ) {
    super(message);
  }
}

/** Behaves like a declared service, well or with faults. */
export class Simulator {
  readonly #active = new Map<string, Fault>();
  #load: number;
  #daily: boolean;
  #process: ServiceProcess | undefined;
  #port: number;
  #queue: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(
    private readonly options: ProcessOptions,
    load = 1,
    daily = false,
  ) {
    this.#load = load;
    this.#daily = daily;
    this.#port = options.port;
  }

  /** Port of the service's API, once it has started. */
  get port(): number {
    return this.#port;
  }

  start(): Promise<void> {
    return this.#apply();
  }

  stop(): Promise<void> {
    this.#stopped = true;
    return this.#apply();
  }

  /** Switches a fault on, optionally with a strength of its own. */
  async fault(name: string, wanted?: number): Promise<void> {
    const declared = this.#declared(name);
    const problem = wanted === undefined ? undefined : amountProblem(declared, wanted);
    if (problem) throw new Refusal(400, `${name}: ${problem}.`);
    this.#active.set(name, wanted === undefined ? declared : strengthened(declared, wanted));
    await this.#apply();
  }

  /** Switches one fault off, or all. */
  async clear(name?: string): Promise<void> {
    if (name === undefined) this.#active.clear();
    else {
      this.#declared(name);
      this.#active.delete(name);
    }
    await this.#apply();
  }

  /** Sets how many times the normal load there is, and whether it follows the time of day. */
  async load(times: number, daily = false): Promise<void> {
    this.#load = times;
    this.#daily = daily;
    await this.#apply();
  }

  state(): SimulatorState {
    return {
      service: this.options.service.id,
      up: this.#process !== undefined,
      uptimeSeconds: this.#process?.uptimeSeconds ?? 0,
      inFlight: this.#process?.inFlight ?? 0,
      load: this.#load,
      daily: this.#daily,
      faults: Object.entries(this.options.service.faults).map(([name, declared]) => {
        const strength = amount(this.#active.get(name) ?? declared);
        const active = this.#active.has(name);
        return {
          name,
          title: declared.title,
          active,
          ...(strength === undefined ? {} : { amount: strength }),
        };
      }),
    };
  }

  #declared(name: string): Fault {
    const { service } = this.options;
    const found = Object.hasOwn(service.faults, name) ? service.faults[name] : undefined;
    if (found) return found;
    const known = Object.keys(service.faults).join(", ") || "none";
    throw new Refusal(404, `${service.id} has no fault "${name}". Fix: use one of: ${known}.`);
  }

  #effects() {
    return [...this.#active.values()].flatMap(({ effects }) => effects);
  }

  /** Brings the process to what the faults say; one change after the other. */
  #apply(): Promise<void> {
    const change = this.#queue.then(() => this.#settle());
    this.#queue = change.catch(() => undefined);
    return change;
  }

  async #settle(): Promise<void> {
    if (this.#stopped || isDown(this.#effects())) {
      const process = this.#process;
      this.#process = undefined;
      return process?.stop();
    }
    if (this.#process) return this.#process.refresh();
    const shape = () => (this.#daily ? dailyShape(new Date()) : 1);
    const world = { effects: () => this.#effects(), load: () => this.#load * shape() };
    this.#process = await ServiceProcess.start({ ...this.options, port: this.#port }, world);
    this.#port = this.#process.port;
  }
}
