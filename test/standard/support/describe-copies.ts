/** Tests that need several copies of real servers; where one cannot be had they are one skipped test of that name. */
export function describeCopies(name: string, tests: () => void): void {
  const lacks = process.env.BELFRY_COPIES_LACK;
  if (lacks === undefined)
    throw new Error("The setup has not run. Fix: run this with npm run test:standard.");
  if (lacks === "") {
    describe(name, tests);
  } else {
    console.log(`Not run: ${lacks}`);
    test.skip(name, () => {});
  }
}
