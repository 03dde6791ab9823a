import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kubeconfigProblem } from "../../../scripts/preflight/kubeconfig";

const folder = mkdtempSync(join(tmpdir(), "belfry-kubeconfig-"));

function fileOf(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const two = fileOf("two", "contexts: [{ name: eu }, { name: us }]\ncurrent-context: eu\n");
const none = fileOf("none", "contexts: []\n");

test("a context that is there is no problem, named or current, in any of several files", () => {
  expect(kubeconfigProblem({ kubeconfig: two })).toBeUndefined();
  expect(kubeconfigProblem({ kubeconfig: two, context: "us" })).toBeUndefined();
  expect(kubeconfigProblem({ context: "us" }, { KUBECONFIG: `${none}:${two}` })).toBeUndefined();
});

test("a missing file, a missing context and no context at all are named with a fix", () => {
  expect(kubeconfigProblem({ kubeconfig: "/nowhere/config" })).toBe(
    'belfry:kubernetes.kubeconfig is "/nowhere/config": there is no such file. Fix: pulumi config set --path belfry:kubernetes.kubeconfig <file>, or set KUBECONFIG.',
  );
  expect(kubeconfigProblem({}, { KUBECONFIG: "/nowhere/config" })).toMatch(
    /^KUBECONFIG \(or ~\/.kube\/config\) is "\/nowhere\/config": there is no such file\. Fix: /,
  );
  expect(kubeconfigProblem({ kubeconfig: two, context: "asia" })).toBe(
    `belfry:kubernetes.context is "asia": ${two} has no such context, only eu, us. Fix: pulumi config set --path belfry:kubernetes.context <name>.`,
  );
  expect(kubeconfigProblem({ kubeconfig: none })).toBe(
    `${none} has no current context, and belfry:kubernetes.context names none. Fix: pulumi config set --path belfry:kubernetes.context <name>.`,
  );
});
