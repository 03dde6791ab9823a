import { loadCatalog, offered } from "../../catalog";
import { stackLocations } from "../../platforms/local/locations";
import { readPrograms } from "../../platforms/local/programs";
import { contentToProve } from "../../scripts/verify/content";
import type { ShippedPanel } from "../../verify/panels/questions";
import { shippedPanels } from "../../verify/panels/questions";
import { holds } from "./support/eventually";
import { panelAnswer } from "./support/panel-answers";
import { emptyAtFirst } from "./support/panels-empty-at-first";
import { sharedStack } from "./support/shared-stack";

// What each dashboard shows on a stack that has just been brought up and is under its normal load. That each panel shows
// data at each value of each variable, and under its fault, is proven by `npm run verify` over synthesised series.

const stack = sharedStack();

const programs = readPrograms(stackLocations(stack.name, stack.env).programs);
const services = offered(loadCatalog(), (product) => product === "belfry" || product in programs);
const panels = shippedPanels(contentToProve(services));
const files = [...new Set(panels.map(({ page }) => page.file))];

/** Why a panel may be empty when all is well. */
function excuse({ page, panel }: ShippedPanel): string | undefined {
  if (panel.dataUnder) return `it is about the fault ${panel.dataUnder}`;
  return emptyAtFirst.find(({ file, title }) => file.test(page.file) && title.test(panel.title))?.reason;
}

test.each(files)("every panel of %s answers, and shows the normal load", async (file) => {
  const own = panels.filter(({ page }) => page.file === file);
  await holds(`the panels of ${file}`, 150, async () => {
    const answers = await Promise.all(own.map((panel) => panelAnswer(stack, panel)));
    const wrong = answers.filter(({ says }, i) => {
      const panel = own[i];
      return says !== "data" && !(says === "empty" && panel && excuse(panel));
    });
    expect(wrong.map(({ panel, says }) => `${panel.title}: ${says}`)).toEqual([]);
  });
});

test("each reason for a panel to be empty is about panels that there are, and that no fault excuses", () => {
  const shown = panels.filter(({ panel }) => panel.dataUnder === undefined);
  const idle = emptyAtFirst.filter(
    ({ file, title }) => !shown.some(({ page, panel }) => file.test(page.file) && title.test(panel.title)),
  );
  expect(idle).toEqual([]);
});
