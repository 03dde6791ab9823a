import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { composeUp } from "../../scripts/docker/compose-stack";
import { fakeEngine } from "./support/fake-engine";
import { onEngine } from "./support/on-engine";
import { output } from "./support/output";
import { inspected, running, withEngine } from "./support/running";
import { render } from "./support/stack";

// What `npm run up -- dev` says before it changes anything.

const said: string[] = [];
const up = (folder: string) => composeUp({ name: "dev", folder, say: (line) => said.push(line) });

/** The stack, rendered with other settings into a folder of its own. */
async function renderedWith(settings: Readonly<Record<string, string>>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "belfry-refused-"));
  await render({ ...running().stack, folder }, settings);
  return folder;
}

const containers = async () =>
  (await inspected()).map(({ Name, Id, State }) => [Name, Id, State.Pid].join()).sort();

withEngine("an up that cannot go well", () => {
  test("a port that somebody listens on is named with who that is, and nothing is changed", async () => {
    const { stack, engine } = running();
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const address = taken.address();
    const port = typeof address === "object" ? address?.port : 0;
    const folder = await renderedWith({
      "belfry:ports": JSON.stringify({ ...stack.ports, 9090: port }),
    });
    const before = await containers();
    try {
      await onEngine(engine.host, () =>
        expect(up(folder)).rejects.toThrow(
          new RegExp(
            `^belfry-dev-prometheus: port 127\\.0\\.0\\.1:${port}/tcp is in use by process ${process.pid} \\(.*\\)\\. Fix: end it, or set belfry:ports`,
          ),
        ),
      );
      expect(await containers()).toEqual(before);
    } finally {
      taken.close();
      rmSync(folder, { recursive: true });
    }
  });

  test("a digest that no registry has is named with its container, and nothing is changed", async () => {
    const { stack, engine } = running();
    const images = JSON.parse(stack.settings["belfry:images"] ?? "{}");
    const digests = { ...images.digests, "prom/alertmanager": `sha256:${"0".repeat(64)}` };
    const folder = await renderedWith({ "belfry:images": JSON.stringify({ ...images, digests }) });
    const before = await containers();
    try {
      await onEngine(engine.host, () =>
        expect(up(folder)).rejects.toThrow(
          /^belfry-dev-alertmanager: the image \S+prom\/alertmanager:\S+@sha256:0{64} cannot be had: .+\. Fix: check its name and digest/,
        ),
      );
      expect(await containers()).toEqual(before);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("an engine that does not run is named with its address", async () => {
    await onEngine("unix:///nowhere/docker.sock", () =>
      expect(up(running().stack.folder)).rejects.toThrow(
        /^No Docker engine answers at unix:\/\/\/nowhere\/docker\.sock: .*Fix: start it/,
      ),
    );
  });
});

/** What an engine tells of itself, as far as it is asked. */
const healthy = { ServerVersion: "28.0.1", MemTotal: 32 * 2 ** 30, DockerRootDir: "/" };
const nothing = { "/containers/json": [], "/volumes": { Volumes: [] } };

withEngine("an up on an engine that only pretends", () => {
  async function refused(answers: Readonly<Record<string, unknown>>, message: RegExp): Promise<void> {
    const fake = await fakeEngine(answers);
    try {
      await onEngine(fake.host, () => expect(up(running().stack.folder)).rejects.toThrow(message));
      expect(fake.changes).toEqual([]);
    } finally {
      fake.server.close();
    }
  }

  test("an old one is told with its version and the one that is needed", () =>
    refused(
      { "/info": { ...healthy, ServerVersion: "19.03.15" }, ...nothing },
      /^The Docker engine is 19\.03\.15, needed is 20\.10\.0 or later\. Fix: update it\./,
    ));

  test("one with too little memory is told with what the stack is kept", () =>
    refused(
      { "/info": { ...healthy, MemTotal: 2 ** 30 }, ...nothing },
      /^The Docker engine has 1024 MiB of memory, and the stack is kept \d+\. Fix: /,
    ));

  test("one without room is told with what is left on its disk", async () => {
    const folder = mkdtempSync(join(tmpdir(), "belfry-small-"));
    const small = join(folder, "disk");
    mkdirSync(small);
    await output("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", small]);
    try {
      await refused(
        { "/info": { ...healthy, DockerRootDir: small }, ...nothing },
        /^The Docker engine has 8 MiB left on its disk, needed are 6144\. Fix: make room/,
      );
    } finally {
      await output("umount", [small]);
      rmSync(folder, { recursive: true });
    }
  });

  test("a volume whose data another version made is told with both", async () => {
    const name = "belfry-dev-postgres-var-lib-postgresql-data";
    const volume = { Name: name, Driver: "local", Labels: { "dev.belfry.data": "postgres 17" } };
    await refused(
      {
        "/info": healthy,
        "/containers/json": [],
        "/volumes": { Volumes: [volume] },
        [`/volumes/${name}`]: volume,
      },
      new RegExp(
        `The volume ${name} holds data of postgres 17, and the stack runs postgres 18\\. Fix: .*docker volume rm ${name}\\.`,
      ),
    );
  });
});
