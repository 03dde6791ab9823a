import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { loadCatalog } from "../../catalog";
import { marksOf } from "../../dashboards/marks";
import { questionText } from "../../dashboards/target";
import { engine } from "../../verify/engines";

// Prometheus' own engine says when a deploy is marked.

const folder = mkdtempSync(join(tmpdir(), "belfry-marks-"));
afterAll(() => rmSync(folder, { recursive: true }));

const pulsecal = loadCatalog().find(({ id }) => id === "pulsecal/pulsecal-api");
const own = 'system="pulsecal",service="pulsecal-api"';
const target = `up{${own},job="pulsecal-api",instance=`;
const requests = `http_requests_total{${own},instance=`;

test("a restart in place and a new instance are marked for two minutes, an old instance and a failed scrape never", async () => {
  const promtool = await engine("prometheus", "promtool");
  if ("missing" in promtool) throw new Error(promtool.missing);
  const deploys = pulsecal && marksOf(pulsecal).find(({ name }) => name === "Deploys and restarts");
  if (deploys === undefined) throw new Error("pulsecal has no such mark");
  const expr = questionText(deploys.query, []);
  const asked = (eval_time: string, ...samples: string[]) => ({
    ...{ expr, eval_time },
    exp_samples: samples.map((instance) => ({ labels: `{instance="${instance}"}`, value: 1 })),
  });
  const file = join(folder, "marks.yaml");
  writeFileSync(
    file,
    stringify({
      tests: [
        {
          interval: "15s",
          input_series: [
            { series: `${target}"old"}`, values: "1x40 0 1x79" },
            { series: `${requests}"old"}`, values: "100+5x120" },
            { series: `${target}"restarted"}`, values: "1x120" },
            { series: `${requests}"restarted"}`, values: "100+5x40 0+5x79" },
            { series: `${target}"new"}`, values: "_x40 1x80" },
          ],
          promql_expr_test: [
            asked("9m"),
            asked("10m30s", "restarted", "new"),
            asked("11m45s", "restarted", "new"),
            asked("13m"),
            asked("20m"),
          ],
        },
      ],
    }),
  );
  expect(execFileSync(promtool.program, ["test", "rules", file], { encoding: "utf8" })).toContain("SUCCESS");
});
