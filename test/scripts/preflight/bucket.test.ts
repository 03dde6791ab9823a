import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bucketProblem } from "../../../scripts/preflight/bucket";

// A store that only tells what it is told to; a real one judges the signature in test/standard.

let status = 200;
let asked: { method?: string | undefined; url?: string | undefined; headers: IncomingHttpHeaders };
const server = createServer((request, response) => {
  asked = { method: request.method, url: request.url, headers: request.headers };
  response.writeHead(status).end();
});
const folder = mkdtempSync(join(tmpdir(), "belfry-bucket-"));
const file = join(folder, "keys");
writeFileSync(file, "[default]\naws_access_key_id = AKIA\naws_secret_access_key = canary\n");
let endpoint = "";

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  endpoint = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

function problem(answer: number, credentialsFile: string | { secret: string; key: string } = file) {
  status = answer;
  return bucketProblem({ endpoint, bucket: "lines", region: "eu-west-1", insecure: true, credentialsFile });
}

test("asks for the bucket with its keys, of which the secret stays here", async () => {
  expect(await problem(200)).toBeUndefined();
  expect(asked).toMatchObject({ method: "HEAD", url: "/lines" });
  expect(asked.headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIA\/\d{8}\/eu-west-1\/s3\/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=[0-9a-f]{64}$/,
  );
  expect(JSON.stringify(asked.headers)).not.toContain("canary");
});

test("names a bucket that is not there, and keys that are not let in", async () => {
  expect(await problem(404)).toBe(
    `belfry:objectStorage.bucket is "lines", and ${endpoint} has no such bucket. Fix: make it, or name another one.`,
  );
  expect(await problem(403)).toMatch(
    /^belfry:objectStorage\.credentialsFile names keys that .* \(status 403\)\. Fix: /,
  );
});

test("asks without keys where the cluster keeps them: a refusal then says that somebody is there", async () => {
  expect(await problem(403, { secret: "bucket-keys", key: "credentials" })).toBeUndefined();
  expect(asked.headers.authorization).toBeUndefined();
});

test("names an address where nobody answers", async () => {
  const nobody = {
    endpoint: "127.0.0.1:1",
    bucket: "lines",
    region: "r",
    insecure: true,
    credentialsFile: file,
  };
  expect(await bucketProblem(nobody)).toMatch(
    /^belfry:objectStorage\.endpoint is "127\.0\.0\.1:1", and nobody answers there \(.+\)\. Fix: /,
  );
});
