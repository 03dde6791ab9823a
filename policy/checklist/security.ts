import { type ChecklistLine, linesOf } from "./line";

const { proven, wanted } = linesOf("Security");

/** Limits, headers, ways in. */
const edge: readonly ChecklistLine[] = [
  wanted(
    "probed",
    "high",
    "rate-limiting",
    "Every endpoint that is limited answers 429, with Retry-After where it is promised, when its limit is passed",
    "a client that passes each declared limit and reads the answer (--prometheus tells what belfry's prober saw)",
    {
      sources: {
        newsletter: [
          "Rate limiting on all endpoints",
          "429 with Retry-After: 5/h register, 20/h preferences, 100/min the rest",
        ],
        pulsecal: ["100 per 60 s per IP, 1,000/min per device"],
        ragbase: ["Throttled requests answer 429"],
      },
      policies: ["rate-limits-are-declared"],
    },
  ),
  wanted(
    "attested",
    "medium",
    "rate-limit-bypass",
    "Attempts to get around the rate limits fail and are noticed",
    "a tester who tried forged addresses and other paths, with date and report",
    { sources: { newsletter: ["Rate-limit-bypass attempts"] } },
  ),
  wanted(
    "attested",
    "medium",
    "abuse-detection",
    "Abuse is detected",
    "its owner's word on what detects abuse, with a link to a case: nothing that the service sends tells it",
    { sources: { newsletter: ["Abuse detection system"] } },
  ),
  wanted(
    "probed",
    "high",
    "security-headers",
    "Answers carry the security headers (CSP and its kin) and no x-powered-by",
    "a request that compares the headers with those that the declaration names (health[].headers); where it names none there is nothing to compare",
    {
      sources: {
        newsletter: ["Security headers"],
        ragbase: ["CSP default self, style self 'unsafe-inline', img self data:", "No x-powered-by"],
      },
    },
  ),
  wanted(
    "probed",
    "high",
    "cors-origin",
    "CORS admits the production origin and no other",
    "a preflight from a foreign origin that is refused (--prometheus tells what belfry's prober saw)",
    {
      sources: {
        ragbase: [
          "CORS origin is the production one",
          "CORS: GET POST PUT DELETE, Content-Type, X-API-Key, credentials, the production origin",
        ],
      },
      policies: ["cors-origins-are-named"],
    },
  ),
  wanted(
    "probed",
    "high",
    "metrics-internal",
    "/metrics cannot be read from outside",
    "a request for /metrics at the public address that is refused: belfry:publicUrls names the address to the prober, --prometheus tells what it saw",
    {
      sources: { pulsecal: ["/metrics is internal only"], ragbase: ["/metrics internal only"] },
      policies: ["ingresses-hide-internals"],
    },
  ),
  wanted(
    "probed",
    "medium",
    "health-without-internals",
    "What health shows to the public holds no internals",
    "a request for the health path whose body holds none of the declared checks (--prometheus tells what belfry's prober saw)",
    { sources: { pulsecal: ["Health may be public"], ragbase: ["Health shows no internals"] } },
  ),
  wanted(
    "probed",
    "critical",
    "tls",
    "Everything that is public is encrypted",
    "a TLS handshake with the public address (chain, name and end of the certificate): belfry:publicUrls names the address to the prober, --prometheus tells what it saw",
    { sources: { newsletter: ["Encryption verified"] }, policies: ["ingresses-have-tls"] },
  ),
  proven("static", "high", "published-ports", "Nothing but the API is published", {
    sources: { ragbase: ["Published 3000:3000 and nothing else", "No debug endpoints"] },
    policies: ["ports-are-not-published", "services-stay-inside", "debug-is-off"],
  }),
];

/** Keys, passwords, personal data. */
const secrets: readonly ChecklistLine[] = [
  proven("static", "critical", "strong-api-key", "API keys are strong, and used nowhere else", {
    sources: { ragbase: ["API_KEY is strong and unique"] },
    policies: ["secrets-are-not-template-values", "secrets-are-strong", "secrets-are-not-shared"],
  }),
  proven("static", "critical", "strong-passwords", "Database passwords are strong", {
    sources: { ragbase: ["POSTGRES_PASSWORD is strong"] },
    policies: ["secrets-are-strong"],
  }),
  proven("static", "critical", "no-template-values", "No value of a template has been left as it was", {
    sources: { ragbase: ["Template values are refused"] },
    policies: ["secrets-are-not-template-values", "environment-holds-no-template-values"],
  }),
  wanted(
    "attested",
    "critical",
    "no-secrets-in-images",
    "Images hold no secret",
    "a scan of the images' layers; what a deployment declares shows only its environment and arguments",
    {
      sources: { ragbase: ["No secrets in images"] },
      policies: ["environment-holds-no-secrets", "arguments-hold-no-secrets", "config-maps-hold-no-secrets"],
    },
  ),
  wanted(
    "attested",
    "medium",
    "token-audit",
    "Tokens are audited",
    "a person who went through the tokens in use, with date",
    { sources: { newsletter: ["Token audit"] } },
  ),
  proven("generated", "critical", "no-credentials-in-logs", "Logs hold no credentials and no personal data", {
    sources: {
      ragbase: ["No PII in logs", "API keys never logged", "Sensitive labels filtered"],
      greenstack: ["Logs never hold credentials"],
      "travel-crm": ["Cookies, authorization, body, query and the user's e-mail are redacted"],
    },
    policies: ["logs-are-redacted"],
  }),
  proven("generated", "high", "traces-sanitised", "Traces hold no credentials and no personal data", {
    sources: { pulsecal: ["Traces are sanitised"] },
    policies: ["traces-are-redacted"],
  }),
  wanted(
    "attested",
    "high",
    "log-access",
    "Only who may read logs can",
    "the administrator's word on who has access to Grafana and Loki, with date",
    { sources: { pulsecal: ["Access to logs is controlled"] }, policies: ["dashboards-want-a-login"] },
  ),
];

/** Tests of a person or a tool, the law, and what must be written down. */
const reviews: readonly ChecklistLine[] = [
  wanted(
    "attested",
    "high",
    "scans",
    "All security scans pass",
    "the report of the last vulnerability, Snyk and OWASP dependency scan of the system's own pipeline",
    {
      sources: {
        newsletter: ["All security scans pass", "Vulnerability scans"],
        "travel-crm": ["Security scans pass", "Dependency audit, Snyk, OWASP dependency check"],
      },
    },
  ),
  wanted(
    "attested",
    "high",
    "owasp",
    "Nothing of the OWASP Top 10 is open",
    "a reviewer's report, with date",
    {
      sources: { newsletter: ["OWASP Top 10"] },
    },
  ),
  wanted("attested", "medium", "penetration-test", "A penetration test was passed", "the tester's report", {
    sources: { newsletter: ["Penetration test"] },
  }),
  wanted(
    "attested",
    "medium",
    "request-validation",
    "Requests are validated",
    "its tests, or a reviewer's word: the deployment does not show it",
    { sources: { newsletter: ["Request validation"] } },
  ),
  proven("declared", "high", "gdpr-events", "What is done for the GDPR is logged, and shown", {
    sources: { newsletter: ["GDPR: export, deletion, consent, audit log, compliance reports"] },
    policies: ["gdpr-events-are-logged"],
  }),
  wanted(
    "probed",
    "high",
    "gdpr-endpoints",
    "The GDPR endpoints answer",
    "the export of a test user, tried by whoever has an account: belfry has none, and an export leaves traces",
    { sources: { newsletter: ["GDPR endpoints"] } },
  ),
  ...["Authentication and authorisation events", "Admin actions", "Configuration changes"].map((what) =>
    wanted(
      "attested",
      "medium",
      `log-${what.toLowerCase().replaceAll(" ", "-")}`,
      `${what} are logged`,
      "its owner's word, with a line as an example: no event of that kind is declared yet",
      { sources: { greenstack: [`${what} are logged`] } },
    ),
  ),
  wanted(
    "attested",
    "medium",
    "log-data-changes",
    "Data changes are logged with who, what and when",
    "its owner's word, with a line as an example: no event of that kind is declared yet",
    { sources: { greenstack: ["Data changes are logged (who, what, when)"] } },
  ),
];

export const security: readonly ChecklistLine[] = [...edge, ...secrets, ...reviews];
