/** What a server that keeps telemetry is given, MiB; `sizing/` derives it from the declarations. */
export interface StorageSize {
  /** Of the volume of each copy. */
  readonly volumeMib: number;
  readonly memoryRequestMib: number;
  readonly memoryLimitMib: number;
}
