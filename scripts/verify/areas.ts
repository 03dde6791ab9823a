import { InvalidArgumentError } from "commander";
import type { Area } from "../../verify/check";
import { areas } from "../../verify/check";

function isArea(text: string): text is Area {
  return areas.some((area) => area === text);
}

/** `--only alerts,panels`. */
export function areasOf(text: string): readonly Area[] {
  return text.split(",").map((one) => {
    if (isArea(one)) return one;
    throw new InvalidArgumentError(`"${one}" is not one of ${areas.join(", ")}.`);
  });
}
