import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accessOf } from "../access";
import { parseConfig } from "../config";

const folder = mkdtempSync(join(tmpdir(), "belfry-login-"));
const clientSecretFile = join(folder, "client-secret");
writeFileSync(clientSecretFile, "canary-of-a-secret\n");
afterAll(() => rmSync(folder, { recursive: true }));

const provider = {
  clientId: "belfry",
  authUrl: "https://login.example.com/authorize",
  tokenUrl: "https://login.example.com/token",
  userInfoUrl: "https://login.example.com/userinfo",
  rolePath: "contains(groups[*], 'sre') && 'Admin' || 'Viewer'",
};

function login(given: object, platform = "kubernetes") {
  const keys = { platform, login: JSON.stringify({ ...provider, clientSecretFile, ...given }) };
  return accessOf(parseConfig(keys, "prod"), ["pulsecal"]).login;
}

describe("how people log in", () => {
  test("nobody but the generated administrator, unless a provider is configured", () => {
    expect(accessOf(parseConfig({ platform: "kubernetes" }, "prod"), []).login).toBeUndefined();
  });

  test("takes the secret from its file, and asks for the usual scopes", async () => {
    const { clientSecret, ...rest } = login({}) ?? {};
    expect(rest).toEqual({ ...provider, name: "OpenID Connect", scopes: ["openid", "profile", "email"] });
    const text = (clientSecret as unknown as { text: { promise(): Promise<string> } }).text;
    await expect(text.promise()).resolves.toBe("canary-of-a-secret");
  });

  test("leaves the secret where the cluster keeps it", () => {
    const kept = { secret: "grafana-login", key: "client-secret" };
    expect(login({ clientSecretFile: kept })?.clientSecret).toEqual({ kept });
  });

  test.each([
    [
      "a file that is not there",
      { clientSecretFile: "/nowhere/secret" },
      /belfry:login\.clientSecretFile names \/nowhere\/secret, which cannot be read \(ENOENT\)\. Fix: .* or remove belfry:login\./,
    ],
    ["an address without TLS", { tokenUrl: "http://login.example.com/token" }, /login\.tokenUrl.*https:\/\//],
    ["no way to a role", { rolePath: "" }, /login\.rolePath/],
    ["a key that nobody knows", { clientSecret: "canary-of-a-secret" }, /clientSecret/],
  ])("refuses %s, by its place and with the fix", (_what, given, message) => {
    expect(() => login(given)).toThrow(message);
  });

  test("never repeats a secret that was put where it must not be", () => {
    expect(() => login({ clientSecret: "canary-of-a-secret" })).not.toThrow(/canary/);
  });

  test("a Secret of a cluster is refused where there is no cluster", () => {
    expect(() => login({ clientSecretFile: { secret: "a", key: "b" } }, "local")).toThrow(
      /belfry:login\.clientSecretFile names Secret a: only the platform kubernetes has Secrets, and this is local/,
    );
  });
});

describe("systems that send from outside", () => {
  const push = (given: object, platform = "kubernetes") =>
    accessOf(parseConfig({ platform, push: JSON.stringify(given) }, "prod"), ["pulsecal", "ragbase"]).push;

  test("none does, unless it has a token", () => {
    expect(push({})).toEqual({});
  });

  test("each has a token of its own, from a file or where the cluster keeps it", () => {
    const kept = { secret: "push", key: "ragbase" };
    const tokens = push({ pulsecal: clientSecretFile, ragbase: kept });
    expect(Object.keys(tokens)).toEqual(["pulsecal", "ragbase"]);
    expect(tokens.ragbase).toEqual({ kept });
    expect(tokens.pulsecal).toHaveProperty("text");
  });

  test("a token of a system that nobody declares is refused, with those that are", () => {
    expect(() => push({ pulsecel: clientSecretFile })).toThrow(
      "belfry:push.pulsecel names no system. Fix: use one of pulsecal, ragbase, or remove it.",
    );
  });

  test("an empty token is refused: it would let in everybody", () => {
    const empty = join(folder, "empty");
    writeFileSync(empty, "\n");
    expect(() => push({ pulsecal: empty })).toThrow(/belfry:push\.pulsecal names .*empty, which is empty/);
  });
});

describe("the bucket", () => {
  const given = { endpoint: "s3.example.com", bucket: "lines", region: "eu-west-1", insecure: true };
  const bucketWith = (credentialsFile: unknown, platform = "kubernetes") =>
    accessOf(
      parseConfig({ platform, objectStorage: JSON.stringify({ ...given, credentialsFile }) }, "prod"),
      [],
    ).bucket;
  const fileOf = (text: string) => {
    const path = join(folder, "keys");
    writeFileSync(path, text);
    return path;
  };

  test("is none unless it is configured", () => {
    expect(accessOf(parseConfig({}, "local"), []).bucket).toBeUndefined();
  });

  test("comes with its keys, or with where the cluster keeps them", async () => {
    const keys = "[default]\naws_access_key_id = AKIA\naws_secret_access_key = canary";
    const { credentials, ...rest } = bucketWith(fileOf(keys)) ?? {};
    expect(rest).toEqual(given);
    const text = (credentials as unknown as { text: { promise(): Promise<string> } }).text;
    await expect(text.promise()).resolves.toBe(keys);
    const kept = { secret: "bucket-keys", key: "credentials" };
    expect(bucketWith(kept)?.credentials).toEqual({ kept });
  });

  test("is refused without its keys, which are not repeated", () => {
    expect(() => bucketWith("/nowhere/keys")).toThrow(
      "belfry:objectStorage.credentialsFile names /nowhere/keys, which cannot be read (ENOENT). Fix: write the secret into that file, or remove belfry:objectStorage.",
    );
    const half = () => bucketWith(fileOf("[default]\naws_secret_access_key = canary"));
    expect(half).toThrow(
      /which has no aws_access_key_id\. Fix: write \[default\], aws_access_key_id = … and aws_secret_access_key = … into it/,
    );
    expect(half).not.toThrow(/canary/);
  });
});
