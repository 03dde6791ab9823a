const factors: Readonly<Record<string, number>> = {
  "": 1,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};

/** A Kubernetes quantity (`500m`, `4Gi`, `1e3`) as a number: cores, bytes or a count. */
export function quantity(text: string): number {
  const [, digits = "", suffix = ""] = /^([0-9.]+(?:[eE][0-9]+)?)([a-zA-Z]*)$/.exec(text) ?? [];
  const factor = factors[suffix];
  if (digits === "" || factor === undefined) throw new Error(`${JSON.stringify(text)} is no quantity.`);
  return Number(digits) * factor;
}

/** As people read it: MiB for memory and storage, thousandths for cores. */
export function readable(resource: string, amount: number): string {
  if (/memory|storage/.test(resource)) return `${Math.round(amount / 2 ** 20)}Mi`;
  return /cpu/.test(resource) ? `${Math.round(amount * 1000)}m` : String(amount);
}
