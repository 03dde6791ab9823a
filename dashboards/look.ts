import type {
  DynamicConfigValue,
  FieldColor,
  ThresholdsConfig,
  ValueMapping,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { FieldColorModeId, MappingType, ThresholdsMode } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Question } from "./target";
import { grafanaUnit } from "./units";

/** How the numbers of a question are written. */
export interface Look {
  readonly unit: string;
  readonly mappings: readonly ValueMapping[];
}

/** A 0/1 gauge as a person says it; the colours hold whatever the panel's own are. */
const wellOrNot: readonly ValueMapping[] = [
  {
    type: MappingType.ValueToText,
    options: {
      "0": { text: "failing", color: "red", index: 0 },
      "1": { text: "OK", color: "green", index: 1 },
    },
  },
];
const asIs: readonly ValueMapping[] = [];

/** Undefined for lines and traces, which bring their own. */
export function lookOf(question: Question): Look | undefined {
  if (!("measure" in question)) return undefined;
  const { measure } = question;
  return { unit: grafanaUnit(measure), mappings: measure === "boolean" ? wellOrNot : asIs };
}

/** The same as properties of a field, where a panel's questions differ in their measure. */
export function fieldProperties(look: Look): DynamicConfigValue[] {
  return [
    { id: "unit", value: look.unit },
    { id: "mappings", value: look.mappings },
  ];
}

/** One colour for all: red for numbers that are there only when something is wrong, else that of the text. */
export function numberColour(alarming: boolean): FieldColor {
  return { mode: FieldColorModeId.Fixed, fixedColor: alarming ? "red" : "text" };
}

/** Green on the good side of the threshold, red on the other. */
export function judged(threshold: number, worse: "above" | "below"): ThresholdsConfig {
  const [from, to] = worse === "above" ? ["green", "red"] : ["red", "green"];
  return {
    mode: ThresholdsMode.Absolute,
    steps: [
      { value: null, color: from },
      { value: threshold, color: to },
    ],
  };
}

/** A line to compare with; it judges nothing, since being above is good for some numbers and bad for others. */
export function comparisonLine(value: number): ThresholdsConfig {
  return {
    mode: ThresholdsMode.Absolute,
    steps: [
      { value: null, color: "transparent" },
      { value, color: "red" },
    ],
  };
}
