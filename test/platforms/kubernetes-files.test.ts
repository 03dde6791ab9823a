import fc from "fast-check";
import { fileMounts } from "../../platforms/kubernetes/mounts";
import { fullWorkload } from "./support/full-workload";

test("files of one folder are packed into as many objects as they need, none above the limit, none lost", () => {
  const size = fc.integer({ min: 0, max: 400_000 });
  fc.assert(
    fc.property(fc.array(size, { minLength: 1, maxLength: 12 }), (sizes) => {
      const files = Object.fromEntries(sizes.map((bytes, i) => [`/etc/d/${i}.json`, "x".repeat(bytes)]));
      const { configMaps, volumes } = fileMounts({ ...fullWorkload, files });
      const packed = configMaps.flatMap(({ data }) => Object.entries(data));
      expect(Object.fromEntries(packed.map(([key, text]) => [`/etc/d/${key}`, text]))).toEqual(files);
      for (const { data } of configMaps) {
        const bytes = Object.entries(data).reduce((sum, [key, text]) => sum + key.length + text.length, 0);
        expect(bytes).toBeLessThan(1024 * 1024);
      }
      expect(new Set(configMaps.map(({ name }) => name)).size).toBe(configMaps.length);
      expect(volumes).toHaveLength(1);
    }),
    { numRuns: 30 },
  );
});

test("files too large for any object are refused by name", () => {
  const files = { "/etc/d/big.json": "x".repeat(1024 * 1024) };
  expect(() => fileMounts({ ...fullWorkload, files })).toThrow(
    "/etc/d/big.json has 1048591 bytes, and a ConfigMap holds 921600. Fix: divide what it is made from (a dashboard, a rule file) in two.",
  );
});

test("files in folders with long names have volumes with short ones", () => {
  const { volumes } = fileMounts({ ...fullWorkload, files: { [`/${"long/".repeat(20)}f.txt`]: "" } });
  expect(volumes.map(({ name }) => name)).toEqual([expect.stringMatching(/^files-[0-9a-f]{16}$/)]);
});
