import { databasesAreBackedUp } from "../../policy/checks/data";
import { judgeStack } from "../../policy/judge";
import { defaultSettings } from "../../policy/settings";
import { goodManifests, stackFrom } from "./good-stack";
import { type Manifest, setAt } from "./manifest";

/** The good stack without its CronJobs, and with one more Deployment. */
function verdicts(image: string, args: readonly string[]): Readonly<Record<string, string>> {
  const named = ({ metadata }: Manifest) => String((metadata as Manifest).name);
  const others = goodManifests().filter((one) => one.kind !== "CronJob");
  const keeper = structuredClone(others.find((one) => one.kind === "Deployment" && named(one) === "web"));
  if (keeper === undefined) throw new Error("no Deployment web");
  setAt(keeper, "metadata.name", "backup");
  setAt(keeper, "spec.template.spec.containers.0.image", image);
  setAt(keeper, "spec.template.spec.containers.0.args", args);
  const found = judgeStack(databasesAreBackedUp, stackFrom([...others, keeper]), defaultSettings);
  return Object.fromEntries(found.map(({ resource, status }) => [resource.name.split("/").at(-1), status]));
}

const both = ["--postgres=postgres:5432", "--redis=redis:6379"];

test("a server that keeps the time itself backs up what it names", () => {
  expect(verdicts("belfry-backup:0.1.0", both)).toMatchObject({ postgres: "pass", redis: "pass" });
  expect(verdicts("belfry-backup:0.1.0", both.slice(0, 1))).toMatchObject({
    postgres: "pass",
    redis: "fail",
  });
});

test("a server that only talks to the databases backs up nothing", () => {
  expect(verdicts("ghcr.io/shop/web:1.2.3", both)).toMatchObject({ postgres: "fail", redis: "fail" });
});
