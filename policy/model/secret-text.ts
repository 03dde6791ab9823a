/** Values that templates and products bring along, in lower case; those of the five systems' templates among them. */
const templates = new Set([
  "change-this-strong-password",
  "change-this-to-secure-api-key",
  "https://your-domain.com",
  "changeme",
  "change-me",
  "password",
  "passw0rd",
  "admin",
  "secret",
  "postgres",
  "root",
  "test",
  "example",
  "123456",
  "12345678",
  // The default of kube-prometheus-stack's Grafana.
  "prom-operator",
]);

/** Has somebody left a template as it was? */
export function isTemplateValue(value: string): boolean {
  const plain = value.trim().toLowerCase();
  return (
    templates.has(plain) ||
    /^change[-_ ]?this|^<.*>$|^your[-_ ]|^https?:\/\/your-domain\b|^replace[-_ ]?me/.test(plain) ||
    // The webhook of a template ends so.
    /^https?:\/\/.*\/xxx+$/.test(plain)
  );
}

/** Names of what should be secret: `API_KEY`, `grafana-password`. Files that hold a secret are none. */
const secretName = /(^|[^a-z])(password|passwd|passphrase|secret|token|api_?key|private_?key|access_?key)$/;

export function namesSecret(name: string): boolean {
  // Most names end here: this is asked of each key of each configuration.
  if (!/pass|secret|token|key/i.test(name)) return false;
  const words = name
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .replaceAll("-", "_")
    .toLowerCase();
  return secretName.test(words);
}

/** `${VAR}`, `$(VAR)`, `$__file{…}`, `{{ … }}`, a path: the secret itself is elsewhere. */
export function isReference(value: string): boolean {
  return /^\$[_a-z({]|^\{\{|^\/|^$|^(true|false|null|none)$/i.test(value.trim());
}

/** Does an address carry its user's password? */
export function hasPasswordInAddress(text: string): boolean {
  return /\w:\/\/[^\s:/@"']+:(?![$<{*])[^\s/@"']+@/.test(text);
}

export function hasPrivateKey(text: string): boolean {
  return /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text);
}
