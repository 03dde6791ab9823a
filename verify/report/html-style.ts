/** Each outcome stands beside its word: nobody needs to tell colours apart. */
export const style = `
:root{--passed:#1a7f4b;--failed:#c0392b;--skipped:#8a8f98;color-scheme:light}
*{box-sizing:border-box}
body{font:14px/1.45 system-ui,sans-serif;color:#1c2128;background:#f6f7f9;margin:0 auto;max-width:1180px;padding:24px}
h1{margin:0;font-size:24px}h2{margin:0 0 8px;font-size:19px}
header p{margin:2px 0 16px;color:#59636e}
nav{display:grid;grid-template-columns:repeat(auto-fill,minmax(190px,1fr));gap:12px;margin-bottom:20px}
.tile,article{background:#fff;border:1px solid #d9dee4;border-radius:8px;padding:14px}
article{margin-bottom:20px;padding:20px}
.tile strong{display:block;font-size:22px}
.bar{display:flex;height:8px;border-radius:4px;overflow:hidden;margin:6px 0 4px;background:#e6e9ed}
.bar i.passed{background:var(--passed)}.bar i.failed{background:var(--failed)}.bar i.skipped{background:var(--skipped)}
small{color:#59636e}
table{width:100%;border-collapse:collapse}
th{text-align:left;font-size:12px;color:#59636e;font-weight:600}
td,th{padding:6px 8px;border-top:1px solid #e6e9ed;vertical-align:top;overflow-wrap:anywhere}
details{border-top:1px solid #e6e9ed;padding:6px 0}summary{cursor:pointer;font-weight:600}
.badge{display:inline-block;min-width:60px;text-align:center;border-radius:4px;padding:1px 6px;font-size:12px;color:#fff}
.badge.passed{background:var(--passed)}.badge.failed{background:var(--failed)}.badge.skipped{background:var(--skipped)}
@media print{body{background:#fff;padding:0;max-width:none}article,.tile{border:0;padding:0}
tr{break-inside:avoid}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`;
