import { createHash, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import type { ObjectStorageSettings } from "../../size-settings";

const patienceMs = 10_000;

/** What stands against the bucket, as it is seen from here: its place, its value and a fix; undefined where nothing does. */
export async function bucketProblem(settings: ObjectStorageSettings): Promise<string | undefined> {
  const { endpoint, bucket, insecure, credentialsFile } = settings;
  const url = new URL(`${insecure ? "http" : "https"}://${endpoint}/${bucket}`);
  const keys =
    typeof credentialsFile === "string" ? keysIn(readFileSync(credentialsFile, "utf8")) : undefined;
  const headers = keys ? signed(url, settings.region, keys, new Date()) : {};
  const answer = await fetch(url, { method: "HEAD", headers, signal: AbortSignal.timeout(patienceMs) }).catch(
    (error: unknown) => reasonOf(error),
  );
  if (typeof answer === "string") {
    return `belfry:objectStorage.endpoint is ${JSON.stringify(endpoint)}, and nobody answers there (${answer}). Fix: correct it, or belfry:objectStorage.insecure; where only the cluster has a way to it, look from inside before you go on.`;
  }
  if (answer.status === 404) {
    return `belfry:objectStorage.bucket is ${JSON.stringify(bucket)}, and ${endpoint} has no such bucket. Fix: make it, or name another one.`;
  }
  // Without keys a refusal only says that somebody is there.
  if (keys && answer.status !== 200) {
    return `belfry:objectStorage.credentialsFile names keys that ${endpoint} does not let into bucket ${JSON.stringify(bucket)} (status ${answer.status}). Fix: correct the keys or belfry:objectStorage.region, or give them rights to read, write, list and delete there.`;
  }
  return undefined;
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}

interface Keys {
  readonly id: string;
  readonly secret: string;
}

/** The keys in a file of the tools of AWS; the stack's program has refused one that has none. */
function keysIn(text: string): Keys {
  const found = (name: string) => new RegExp(`^\\s*${name}\\s*=\\s*(\\S+)`, "m").exec(text)?.[1] ?? "";
  return { id: found("aws_access_key_id"), secret: found("aws_secret_access_key") };
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();

/** Signature version 4 of a HEAD without body: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function signed(url: URL, region: string, { id, secret }: Keys, now: Date): Record<string, string> {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, "");
  const day = time.slice(0, 8);
  const scope = `${day}/${region}/s3/aws4_request`;
  const body = sha256("");
  const named = "host;x-amz-content-sha256;x-amz-date";
  const headers = `host:${url.host}\nx-amz-content-sha256:${body}\nx-amz-date:${time}\n`;
  const request = sha256(`HEAD\n${url.pathname}\n\n${headers}\n${named}\n${body}`);
  const key = [day, region, "s3", "aws4_request"].reduce<string | Buffer>(hmac, `AWS4${secret}`);
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${time}\n${scope}\n${request}`).toString("hex");
  return {
    "x-amz-content-sha256": body,
    "x-amz-date": time,
    authorization: `AWS4-HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=${named}, Signature=${signature}`,
  };
}
