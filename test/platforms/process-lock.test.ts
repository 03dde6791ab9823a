import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { identityOf, isAlive } from "../../platforms/local/process-identity";
import { takeLock, withLock } from "../../platforms/local/process-lock";

const fresh = () => join(mkdtempSync(join(tmpdir(), "belfry-lock-")), "a.lock");

test("a lock is had by one, and free again after its release", () => {
  const file = fresh();
  const first = takeLock(file);
  expect(takeLock(file)).toMatchObject({ taken: false, holder: { pid: process.pid } });
  if (first.taken) first.release();
  expect(existsSync(file)).toBe(false);
  expect(takeLock(file).taken).toBe(true);
});

test("a lock whose process is gone, or whose pid is another process by now, is taken over", () => {
  for (const [pid, started] of [
    [2 ** 22 + 1, "x"],
    [process.pid, "an earlier boot:1"],
  ]) {
    const file = fresh();
    writeFileSync(file, JSON.stringify({ pid, started, host: hostname() }));
    expect(takeLock(file).taken).toBe(true);
    expect(JSON.parse(readFileSync(file, "utf8")).pid).toBe(process.pid);
  }
});

test("a lock of another machine cannot be judged from here, so it holds", () => {
  const file = fresh();
  writeFileSync(file, JSON.stringify({ pid: 1, started: "x", host: "elsewhere" }));
  expect(takeLock(file)).toMatchObject({ taken: false, holder: { host: "elsewhere" } });
});

test("waiting for a lock ends, and says who has it", () => {
  const file = fresh();
  takeLock(file);
  const work = jest.fn();
  expect(() => withLock(file, work, 100)).toThrow(
    `Waited 0.1 s for the lock ${file}, held by process ${process.pid}`,
  );
  expect(work).not.toHaveBeenCalled();
});

test("something else in a lock's place is named with its fix", () => {
  const file = fresh();
  writeFileSync(file, "garbage");
  expect(() => takeLock(file)).toThrow(`The lock ${file} holds "garbage", not a process. Fix: `);
});

test("a process is told from a later one with the same pid, and a dead one from a live one", async () => {
  const child = spawn("sleep", ["60"]);
  const pid = child.pid ?? 0;
  const identity = identityOf(pid);
  expect(identity && isAlive(identity)).toBe(true);
  expect(isAlive({ pid, started: "before" })).toBe(false);
  const ended = new Promise((resolve) => child.on("exit", resolve));
  child.kill("SIGKILL");
  await ended;
  expect(identity && isAlive(identity)).toBe(false);
});
