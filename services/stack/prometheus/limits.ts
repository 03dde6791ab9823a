/** Series in memory for which Prometheus' memory is sized; `sizing/` derives the memory from it. */
export const headSeriesLimit = 100_000;
