import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { StackLocations } from "../../platforms/local/locations";
import { isAlive } from "../../platforms/local/process-identity";
import { ensureSupervisor, unitsOf } from "../../platforms/local/supervisor/client";
import { readRecords } from "../../platforms/local/supervisor/records";
import { unitCommand } from "../../platforms/local/unit-command";
import { ask, clear, eventually, freePort, freshStack, tinyUnit } from "./support/tiny-unit";

jest.setTimeout(60_000);
const onLinux = process.platform === "linux" ? test : test.skip;

let places: StackLocations;
let port: number;
beforeEach(async () => {
  places = freshStack();
  port = await freePort();
});
afterEach(() => clear(places));

const supervisorPid = () => Number(JSON.parse(readFileSync(join(places.run, "supervisor.lock"), "utf8")).pid);
const only = async () => (await unitsOf(places))?.[0];

test("creating waits until the server answers, and asking again changes nothing", async () => {
  const unit = tinyUnit(places, "tiny", port);
  await unitCommand({ action: "create", unit });
  const before = await ask(port);
  expect(before.text).toBe("first");
  await unitCommand({ action: "create", unit });
  expect((await ask(port)).pid).toBe(before.pid);
  expect(await unitCommand({ action: "read", unit })).toEqual({ present: true });
});

test("a changed reloadable file reaches the running process, any other change restarts it", async () => {
  const unit = tinyUnit(places, "tiny", port);
  await unitCommand({ action: "create", unit });
  const { pid } = await ask(port);
  const second = { ...unit, files: { "/etc/text": "second" } };
  await unitCommand({ action: "update", unit: second, before: unit });
  expect(await ask(port)).toMatchObject({ pid, text: "second" });
  const third = { ...second, secrets: { "/run/secrets/key": "s3cret" } };
  await unitCommand({ action: "update", unit: third, before: second });
  expect((await ask(port)).pid).not.toBe(pid);
  const secret = join(places.files, "tiny/run/secrets/key");
  expect(readFileSync(secret, "utf8")).toBe("s3cret");
  expect(statSync(secret).mode & 0o777).toBe(0o600);
});

test("a crashed server is started again and the crash is told", async () => {
  await unitCommand({ action: "create", unit: tinyUnit(places, "tiny", port) });
  const { pid } = await ask(port);
  await fetch(`http://127.0.0.1:${port}/crash`).catch(() => undefined);
  await eventually("another process", async () => (await ask(port)).pid !== pid);
  expect(await only()).toMatchObject({ restarts: 1, lastEnd: "ended with code 3" });
});

test("a new supervisor adopts what the killed one had started", async () => {
  const unit = tinyUnit(places, "tiny", port);
  await unitCommand({ action: "create", unit });
  const { pid } = await ask(port);
  process.kill(supervisorPid(), "SIGKILL");
  await eventually("no supervisor", async () => (await unitsOf(places)) === undefined);
  expect(await unitCommand({ action: "read", unit })).toEqual({ present: true });
  await ensureSupervisor(places);
  await eventually("ready again", async () => (await only())?.state === "ready");
  expect(await only()).toMatchObject({ pid, restarts: 0 });
  expect((await ask(port)).pid).toBe(pid);
  process.kill(pid, "SIGKILL");
  await eventually("started by the new supervisor", async () => (await ask(port)).pid !== pid);
});

test("a server that died with its supervisor is noticed, and started by the next command", async () => {
  const unit = tinyUnit(places, "tiny", port);
  await unitCommand({ action: "create", unit });
  process.kill(supervisorPid(), "SIGKILL");
  await eventually("no supervisor", async () => (await unitsOf(places)) === undefined);
  process.kill((await ask(port)).pid, "SIGKILL");
  await eventually("noticed", async () => !(await unitCommand({ action: "read", unit })).present);
  await unitCommand({ action: "create", unit });
  expect((await ask(port)).text).toBe("first");
});

test("deleting the last unit leaves no process, no socket and no lock, but its data", async () => {
  const unit = tinyUnit(places, "tiny", port);
  await unitCommand({ action: "create", unit });
  const running = readRecords(places.units, () => undefined)[0]?.process;
  const supervisor = supervisorPid();
  await unitCommand({ action: "delete", unit });
  expect(running && isAlive(running)).toBe(false);
  await eventually("no supervisor", async () => !existsSync(`/proc/${supervisor}`));
  expect(existsSync(places.socket)).toBe(false);
  expect(existsSync(join(places.run, "supervisor.lock"))).toBe(false);
  expect(existsSync(join(places.files, "tiny"))).toBe(false);
  expect(existsSync(join(places.data, "tiny/var/lib/tiny"))).toBe(true);
});

test("a server that cannot start is an error with its last words and without its secrets; nothing stays", async () => {
  const unit = tinyUnit(places, "tiny", port, { secrets: { "/run/secrets/key": "s3cret-value" } });
  const argv = [process.execPath, "-e", 'console.log("the key is s3cret-value"); process.exit(7)'];
  const failing = { ...unit, process: { ...unit.process, argv } };
  const create = unitCommand({ action: "create", unit: failing });
  await expect(create).rejects.toThrow(
    /tiny ends each time it is started \(ended with code 7\).*the key is \[secret\]/s,
  );
  expect((await unitsOf(places)) ?? []).toEqual([]);
});

onLinux("the memory limit is in force, and root has become the workload's user", async () => {
  await unitCommand({ action: "create", unit: tinyUnit(places, "tiny", port) });
  const { pid, uid } = await ask(port);
  expect(readFileSync(`/proc/${pid}/limits`, "utf8")).toMatch(/Max data size +536870912 +536870912/);
  expect(await only()).toMatchObject({ memoryLimitMib: 512, notes: [] });
  expect(uid).toBe(process.getuid?.() === 0 ? 65532 : process.getuid?.());
});
