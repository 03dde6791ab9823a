/** Label of every object of the stack. */
export const ofTheStack = { "app.kubernetes.io/part-of": "belfry" } as const;

/** Labels by which objects of one workload find its pods; frozen: a selector cannot change. */
export function selectorOf(workload: string): Record<string, string> {
  return { "app.kubernetes.io/name": workload, ...ofTheStack };
}

/** Name of one copy of a workload, from 0: of its pod, and of the Service that leads to it alone. */
export function copyName(workload: string, ordinal: number): string {
  return `${workload}-${ordinal}`;
}

/** Name of the Service that leads to all copies at once, ready or not. */
export function peersName(workload: string): string {
  return `${workload}-peers`;
}

/** Labels of every object of a workload. */
export function labelsOf(workload: string): Record<string, string> {
  return { ...selectorOf(workload), "app.kubernetes.io/managed-by": "pulumi" };
}

/** Labels by which a service's pods are found in any namespace. */
export const discoveryLabels = { system: "belfry.dev/system", service: "belfry.dev/service" } as const;

/** Text as part of an object's name: lower-case letters, digits and dashes. */
export function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
