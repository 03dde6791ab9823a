/** What judges rendered manifests (npm run check:manifests); no user of belfry needs it. Rows of the table of tools. */
import * as go from "./go-programs";
import type { Tool } from "./tool";
import { untried } from "./tool-parts";

const byHand = "install Go and allow access to a Go module proxy";

export const manifestCheckers = {
  kubeconform: {
    required: ["kubeconform"],
    optional: [],
    versionArguments: ["-v"],
    versionPattern: /^v?(\d+\.\d+\.\d+)$/m,
    accepts: { atLeast: "0.7", below: "1", because: untried },
    go: go.kubeconformGo,
    byHand,
  },
  "kube-score": {
    required: ["kube-score"],
    optional: [],
    versionArguments: ["version"],
    versionPattern: /^kube-score version: v?(\d+\.\d+\.\d+)/m,
    accepts: { atLeast: "1.20", below: "1.21", because: "another release has other checks" },
    go: go.kubeScoreGo,
    byHand,
  },
  "pod-security": {
    required: ["pod-security"],
    optional: [],
    versionArguments: ["version"],
    versionPattern: /^pod-security v(\d+\.\d+\.\d+)/m,
    accepts: { atLeast: "0.34", below: "0.35", because: untried },
    go: go.podSecurityGo,
    byHand,
  },
} as const satisfies Record<string, Tool>;
