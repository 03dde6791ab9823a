/** Where greenstack's alerts begin, as its owner set them; panels draw the same lines. */
export const thresholds = {
  /** Requests per second that end with 5xx, over the whole service. */
  errorsPerSecond: 0.05,
  /** 95th percentile of the requests' duration, seconds. */
  slowSeconds: 1,
  /** Uploads of IODD files per second that fail. */
  failedUploadsPerSecond: 0.1,
  /** Share of the root file system that must be free. */
  diskFree: 0.1,
  /** Share of the memory that must be available. */
  memoryAvailable: 0.2,
} as const;
