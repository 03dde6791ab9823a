/** Memory of its container; the system names a share of it (85%), not the size, so the size is the catalog's. */
export const memoryLimitBytes = 512 * 1024 ** 2;
