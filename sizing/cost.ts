/** What a stack asks of a cluster, all copies together. */
export interface Footprint {
  /** Requests of all containers, but those that run on every node. */
  readonly cores: number;
  readonly memoryGib: number;
  /** Volumes of all copies. */
  readonly volumeGib: number;
  /** What lies in the bucket when the retention is full. */
  readonly bucketGib: number;
}

/** What each of these costs in a month, in any one currency. */
export type Prices = Readonly<Record<keyof Footprint, number>>;

/** What a stack costs in a month: what it requests, whether it uses it or not. */
export function monthlyCost(footprint: Footprint, prices: Prices): number {
  return (
    footprint.cores * prices.cores +
    footprint.memoryGib * prices.memoryGib +
    footprint.volumeGib * prices.volumeGib +
    footprint.bucketGib * prices.bucketGib
  );
}
