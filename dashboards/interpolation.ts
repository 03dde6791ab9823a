/** A value that Grafana fills in when it shows a link or sends a query: `interpolated("__value.raw")`. */
export function interpolated(name: string): string {
  return `\${${name}}`;
}
