import type { ChildProcess } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { lokiConfig } from "../../components/loki";
import { bucketProblem } from "../../scripts/preflight/bucket";
import { eventually } from "../e2e/support/eventually";
import { copiesOnLoopback } from "./support/copies";
import { describeCopies } from "./support/describe-copies";

// Three copies of Loki over a bucket that speaks S3, as size `standard` configures them.

const lab = copiesOnLoopback();
const copies = 3;
const at = (ordinal: number) => lab.place("loki", copies, ordinal);
const store = lab.place("bucket", 1);
const keys = { id: "belfry-test", secret: "not-a-secret-at-all" };
const folder = join(lab.folder, "objects");
const running: ChildProcess[] = [];

async function startLoki(ordinal: number): Promise<void> {
  const place = at(ordinal);
  const config = lokiConfig(place, {
    ...{ alertmanager: lab.place("alertmanager", 3), prometheus: lab.place("prometheus", 2), rules: {} },
    ...{ labels: {}, retentionDays: 30, ingestionMegabytes: 4 },
    bucket: {
      ...{ endpoint: store.address("http"), bucket: "lines", region: "us-east-1", insecure: true },
      credentials: { text: "read from the environment below" },
    },
  });
  const file = lab.write(place, "/etc/loki.yaml", stringify(config));
  lab.write(place, "/etc/loki/rules/fake/none.yaml", "groups: []\n");
  const text = `[default]\naws_access_key_id = ${keys.id}\naws_secret_access_key = ${keys.secret}\n`;
  process.env.AWS_SHARED_CREDENTIALS_FILE = lab.write(place, "/run/secrets/object-storage", text);
  const args = [`-config.file=${file}`, "-config.expand-env=true", "-log.format=json"];
  // Their names in the ring are those of their hosts, and here they share one.
  const own = [`-common.storage.ring.instance-id=loki-${ordinal}`];
  running[ordinal] = await lab.start(place, "loki", "loki", [...args, ...own]);
}

const isReady = async (ordinal: number) => {
  const answer = await fetch(`${at(ordinal).url("http")}/ready`, { signal: AbortSignal.timeout(5000) });
  if (answer.status !== 200) throw new Error(`copy ${ordinal}: ${await answer.text()}`);
  return true;
};

/** Hands a line to a copy; what it says against it. */
async function push(ordinal: number, line: string): Promise<string> {
  const values = [[`${Date.now()}000000`, line]];
  const answer = await fetch(`${at(ordinal).url("http")}/loki/api/v1/push`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ streams: [{ stream: { service: "shop" }, values }] }),
    signal: AbortSignal.timeout(20_000),
  });
  return answer.text();
}

/** The lines that a copy finds, oldest first. */
async function linesOf(ordinal: number): Promise<readonly string[]> {
  const query = new URLSearchParams({ query: '{service="shop"}', limit: "100", direction: "forward" });
  const answer = await fetch(`${at(ordinal).url("http")}/loki/api/v1/query_range?${query}`, {
    signal: AbortSignal.timeout(20_000),
  });
  const { data } = (await answer.json()) as { data: { result: readonly { values: [string, string][] }[] } };
  return data.result.flatMap(({ values }) => values.map(([, line]) => line));
}

describeCopies("three copies of Loki over a bucket on loopback", () => {
  beforeAll(async () => {
    mkdirSync(join(folder, "lines"), { recursive: true });
    const own = ["--access", keys.id, "--secret", keys.secret, "--port", store.listen("http")];
    await lab.start(store, "object-store", "versitygw", [...own, "posix", folder]);
    for (const ordinal of [0, 1, 2]) await startLoki(ordinal);
    for (const ordinal of [0, 1, 2])
      await eventually(`copy ${ordinal} of Loki to be ready`, 150, () => isReady(ordinal));
  }, 300_000);

  afterAll(() => lab.close());

  describe("preflight, before anything is made", () => {
    const file = join(lab.folder, "keys");
    const problem = (given: { bucket?: string; secret?: string; endpoint?: string } = {}) => {
      const { bucket = "lines", secret = keys.secret, endpoint = store.address("http") } = given;
      writeFileSync(file, `aws_access_key_id = ${keys.id}\naws_secret_access_key = ${secret}\n`);
      return bucketProblem({ endpoint, bucket, region: "us-east-1", insecure: true, credentialsFile: file });
    };

    test("has nothing against the bucket as it is", async () => {
      expect(await problem()).toBeUndefined();
    });

    test("names a bucket that is not there, keys that are wrong, and a store that does not answer", async () => {
      expect(await problem({ bucket: "no-such-bucket" })).toMatch(
        /bucket is "no-such-bucket", and \S+ has no such/,
      );
      const wrong = await problem({ secret: "wrong-secret" });
      expect(wrong).toMatch(
        /credentialsFile names keys that \S+ does not let into bucket "lines" \(status 403\)/,
      );
      expect(wrong).not.toMatch(/wrong-secret/);
      expect(await problem({ endpoint: "127.9.0.9:1" })).toMatch(
        /endpoint is "127\.9\.0\.9:1", and nobody answers/,
      );
    });
  });

  test("a line that one copy took is found by every other, once", async () => {
    expect(await push(0, "first")).toBe("");
    for (const ordinal of [0, 1, 2])
      await eventually(`copy ${ordinal} to find it`, 60, async () => {
        expect(await linesOf(ordinal)).toEqual(["first"]);
        return true;
      });
  });

  test("with one copy lost, lines are taken and found as before, those that it had taken, too", async () => {
    const [lost] = running;
    if (lost) await lab.lose(lost);
    expect(await push(1, "second")).toBe("");
    await eventually("both lines from both that are left", 90, async () => {
      for (const ordinal of [1, 2]) expect(await linesOf(ordinal)).toEqual(["first", "second"]);
      return true;
    });
  });

  test("what is flushed lies in the bucket, and a copy that comes back finds it there", async () => {
    for (const ordinal of [1, 2]) {
      const answer = await fetch(`${at(ordinal).url("http")}/flush`, { method: "POST" });
      expect(answer.status).toBe(204);
    }
    await eventually("chunks in the bucket", 60, async () => {
      const files = readdirSync(join(folder, "lines"), { recursive: true }).map(String);
      return files.some((file) => file.startsWith("fake/")) ? true : undefined;
    });
    await startLoki(0);
    await eventually("the copy to be ready again", 150, () => isReady(0));
    await eventually("both lines from it", 90, async () => {
      expect(await linesOf(0)).toEqual(["first", "second"]);
      return true;
    });
  });
});
