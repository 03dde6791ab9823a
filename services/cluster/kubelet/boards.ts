import type { Board } from "../../../declaration/board";
import { panel } from "../../../declaration/board";
import { quantile } from "../../../queries/histogram";
import { value } from "../../../queries/promql";
import { m } from "./telemetry";

const used = value(m.capacity).minus(value(m.available));
const live = "$__rate_interval";

export const boards: readonly Board[] = [
  {
    title: "Volumes",
    description: "How full the volumes of claims are.",
    rows: [
      {
        title: "Space",
        panels: [
          panel(
            "Used share",
            "Share of each volume that is used; what reaches 1 stops its server.",
            {
              "{{namespace}}/{{persistentvolumeclaim}}": used
                .dividedBy(value(m.capacity), "ratio")
                .max("namespace", "persistentvolumeclaim"),
            },
            { threshold: 0.95, worse: "above" },
          ),
          panel("Space left", "Bytes that are left on each volume.", {
            "{{namespace}}/{{persistentvolumeclaim}}": value(m.available).min(
              "namespace",
              "persistentvolumeclaim",
            ),
          }),
          panel("Size", "Bytes that each volume has.", {
            "{{namespace}}/{{persistentvolumeclaim}}": value(m.capacity).max(
              "namespace",
              "persistentvolumeclaim",
            ),
          }),
        ],
      },
      {
        title: "Files",
        panels: [
          panel("Inodes left", "Files that can still be made on each volume.", {
            "{{namespace}}/{{persistentvolumeclaim}}": value(m.inodesFree).min(
              "namespace",
              "persistentvolumeclaim",
            ),
          }),
        ],
      },
      {
        title: "Kubelets",
        panels: [
          panel("Pods", "Pods that run on each node.", { "{{instance}}": value(m.pods).max("instance") }),
          panel("Look at all containers", "p90 of what the container runtime takes to answer.", {
            "{{instance}}": quantile(0.9, m.relist, live, "instance"),
          }),
        ],
      },
    ],
  },
];
