import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lastLines, rotateLog } from "../../platforms/local/supervisor/log-rotation";

const fresh = () => join(mkdtempSync(join(tmpdir(), "belfry-log-")), "server.log");

test("a log within its size is left alone", () => {
  const log = fresh();
  writeFileSync(log, "0123456789");
  expect(rotateLog(log, 10, 2)).toBe(false);
  expect(rotateLog(fresh(), 10, 2)).toBe(false);
});

test("a grown log is cut while its writer goes on, and so many old ones are kept", () => {
  const log = fresh();
  const writer = openSync(log, "a");
  for (const text of ["first line\n", "second line\n", "third line\n", "fourth line\n"]) {
    writeSync(writer, text);
    expect(rotateLog(log, 5, 2)).toBe(true);
  }
  writeSync(writer, "now\n");
  closeSync(writer);
  expect(["", ".1", ".2"].map((age) => readFileSync(log + age, "utf8"))).toEqual([
    "now\n",
    "fourth line\n",
    "third line\n",
  ]);
  expect(existsSync(`${log}.3`)).toBe(false);
});

test("the last lines of a log are what an error quotes", () => {
  const log = fresh();
  expect(lastLines(log, 2)).toEqual([]);
  appendFileSync(log, "a\nb\nc\n");
  expect(lastLines(log, 2)).toEqual(["b", "c"]);
});
