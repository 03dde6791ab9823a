/** Memory of the backend's container: 1G in its compose file, which is 1 GiB. */
export const memoryLimitBytes = 1024 ** 3;
