import { z } from "zod";
import { splitRepository } from "../../platforms/image-reference";
import type { WantedImage } from "./wanted";

const timeoutMs = 20_000;
/** An index of several machines where there is one, else the manifest. */
const accepted = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");
const token = z.object({ token: z.string().optional(), access_token: z.string().optional() });
const digestPattern = /^sha256:[0-9a-f]{64}$/;

/** The registry that is asked for an image, and the image's name there. */
export interface AskedAt {
  readonly registry: string;
  readonly path: string;
}

/** Docker Hub has no name in front, and a folder of its own for images without one. */
export function askedAt({ repository }: WantedImage, mirror: string | undefined): AskedAt {
  const { registry, path } = splitRepository(repository);
  if (mirror) {
    const [host = "", ...folder] = mirror.split("/");
    return { registry: host, path: [...folder, path].join("/") };
  }
  if (registry) return { registry, path };
  return { registry: "registry-1.docker.io", path: path.includes("/") ? path : `library/${path}` };
}

/** The digest that a registry has for a tag; an error names the registry, the image and what to do. */
export async function digestAt({ registry, path }: AskedAt, tag: string): Promise<string> {
  // As container engines do: on this machine, without TLS.
  const scheme = /^(localhost|127\.\d+\.\d+\.\d+)(:|$)/.test(registry) ? "http" : "https";
  const url = `${scheme}://${registry}/v2/${path}/manifests/${tag}`;
  const name = `${path}:${tag}`;
  const first = await answer(url, registry, name);
  const challenge = first.headers.get("www-authenticate");
  const final =
    first.status === 401 && challenge
      ? await answer(url, registry, name, await tokenFor(challenge, registry, name))
      : first;
  if (final.status === 404) {
    throw new Error(
      `${registry} has no ${name}. Fix: check the tag (toolchain/versions.ts, images/*/Dockerfile).`,
    );
  }
  if (!final.ok) {
    throw new Error(
      `${registry} answers ${final.status} for ${name}. Fix: try again later, or name a mirror that gives it: --registry.`,
    );
  }
  const digest = final.headers.get("docker-content-digest") ?? "";
  if (!digestPattern.test(digest)) {
    throw new Error(
      `${registry} tells no digest of ${name}: "${digest}". Fix: name another registry: --registry.`,
    );
  }
  return digest;
}

async function answer(url: string, registry: string, name: string, bearer?: string): Promise<Response> {
  const headers = { Accept: accepted, ...(bearer && { Authorization: `Bearer ${bearer}` }) };
  return reach(url, { method: "HEAD", headers }, registry, name);
}

/** Where a registry wants a token, it says who gives it; anybody gets one for what is public. */
async function tokenFor(challenge: string, registry: string, name: string): Promise<string> {
  const { realm, ...others } = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, value]),
  );
  if (!realm || !URL.canParse(realm)) {
    throw new Error(
      `${registry} wants a login for ${name}. Fix: name a registry that gives it to anybody: --registry.`,
    );
  }
  const url = `${realm}?${new URLSearchParams(others)}`;
  const given = await reach(url, {}, registry, name);
  const parsed = token.safeParse(given.ok ? await given.json().catch(() => undefined) : undefined);
  const text = parsed.data?.token ?? parsed.data?.access_token;
  if (text === undefined) {
    throw new Error(
      `${new URL(realm).host} gives no token for ${name} (${given.status}). Fix: try again later.`,
    );
  }
  return text;
}

async function reach(url: string, init: RequestInit, registry: string, name: string): Promise<Response> {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) });
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const why = cause instanceof Error ? cause.message || cause.name : String(cause);
    throw new Error(
      `${registry} cannot be reached for ${name}: ${why}. Fix: run this where it can be, or name a mirror: --registry.`,
    );
  }
}
