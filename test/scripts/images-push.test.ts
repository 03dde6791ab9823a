import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pushOwnImages } from "../../scripts/images/push-own";

// What the docker command is asked for, and what is made of its answers; that a real engine builds these images is a
// matter of test/docker.

const folder = mkdtempSync(join(tmpdir(), "belfry-docker-"));
const path = process.env.PATH;
const digest = `sha256:${"a".repeat(64)}`;

beforeEach(() => {
  process.env.PATH = [folder, path].join(delimiter);
});
afterAll(() => {
  process.env.PATH = path;
  rmSync(folder, { recursive: true });
});

/** A docker command that writes down what it is asked, and answers by its first word. */
function dockerSays(answers: Readonly<Record<string, string>>): void {
  const cases = Object.entries(answers).map(([word, script]) => `${word}) ${script};;`);
  const script = ["#!/bin/sh", `echo "$@" >> ${folder}/asked`, 'case "$1" in', ...cases, "esac", ""];
  writeFileSync(join(folder, "docker"), script.join("\n"));
  chmodSync(join(folder, "docker"), 0o755);
}

const engine = `echo '{"ServerVersion":"28.0.0","MemTotal":1,"DockerRootDir":"/nowhere"}'`;
const target = { root: "/clone", registry: "r.example/mine", say: () => undefined };

test("each of belfry's own images is built from the clone, pushed, and named by the digest of that registry", async () => {
  const repositories = ["belfry-backup", "belfry-tool", "belfry"];
  const known = repositories.map(
    (name) => `*mine/${name}:*) echo other.example/${name}@sha256:0; echo r.example/mine/${name}@${digest};;`,
  );
  dockerSays({ info: engine, image: `case "$*" in ${known.join(" ")} esac` });
  expect(await pushOwnImages(target)).toEqual([
    { repository: "belfry", digest },
    { repository: "belfry-backup", digest },
    { repository: "belfry-tool", digest },
  ]);
  const asked = readFileSync(join(folder, "asked"), "utf8").split("\n");
  expect(asked.filter((line) => /^(build|push)/.test(line))).toEqual([
    "build --quiet --target belfry --file /clone/images/belfry/Dockerfile --tag r.example/mine/belfry:0.1.0 /clone",
    "push --quiet r.example/mine/belfry:0.1.0",
    "build --quiet --target backup --file /clone/images/belfry/Dockerfile --tag r.example/mine/belfry-backup:0.1.0 /clone",
    "push --quiet r.example/mine/belfry-backup:0.1.0",
    "build --quiet --target tool --file /clone/images/tool/Dockerfile --tag r.example/mine/belfry-tool:0.1.0 /clone/images/tool",
    "push --quiet r.example/mine/belfry-tool:0.1.0",
  ]);
});

test("a registry that takes nothing is named, with what to do", async () => {
  dockerSays({ info: engine, push: "echo denied: who are you >&2; exit 1" });
  await expect(pushOwnImages(target)).rejects.toThrow(
    "r.example/mine/belfry:0.1.0 was not taken: docker push ended with exit code 1: denied: who are you. Fix: docker login r.example.",
  );
});

test("without an engine nothing is built", async () => {
  rmSync(join(folder, "asked"), { force: true });
  dockerSays({ info: "echo no such socket >&2; exit 1" });
  await expect(pushOwnImages(target)).rejects.toThrow(/^No Docker engine answers.* Fix: /);
  expect(readFileSync(join(folder, "asked"), "utf8")).not.toMatch(/^build/m);
});
