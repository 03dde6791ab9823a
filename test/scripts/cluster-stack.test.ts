import { refuseClusterStack } from "../../scripts/stack/cluster-stack";

test("a stack on Kubernetes is not brought up as a local one of its name", () => {
  expect(() => refuseClusterStack("prod")).toThrow(
    "prod runs on Kubernetes (Pulumi.prod.yaml), which only Pulumi brings up. Fix: pulumi up -s prod --policy-pack policy, which refuses what the production checklist forbids (docs/readiness.md); or name another stack.",
  );
});

test.each(["local", "dev", "mine"])("%s is none of those", (name) => {
  expect(() => refuseClusterStack(name)).not.toThrow();
});
