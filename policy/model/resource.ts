/** What is judged: a resource of a Pulumi program, an object of a manifest, a declared service. */
export interface Resource {
  /** URN, or `file.yaml: Deployment shop/web`. */
  readonly id: string;
  /** For people: `Deployment shop/web`. */
  readonly name: string;
  /** The system that it belongs to, where its labels or its declaration say so. */
  readonly system?: string;
}
