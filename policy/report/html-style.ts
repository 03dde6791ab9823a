/** Colours of the four statuses are told apart by the colour-blind, too, and every one of them stands beside its word. */
export const style = `
:root{--pass:#1a7f4b;--fail:#c0392b;--unknown:#8a8f98;--exempt:#b7791f;color-scheme:light}
*{box-sizing:border-box}
body{font:14px/1.45 system-ui,sans-serif;color:#1c2128;background:#f6f7f9;margin:0 auto;max-width:1180px;padding:24px}
h1{margin:0;font-size:24px}h2{margin:0 0 8px;font-size:19px}h3{margin:20px 0 4px;font-size:15px}
header p{margin:2px 0 16px;color:#59636e}
nav{display:grid;grid-template-columns:repeat(auto-fill,minmax(180px,1fr));gap:12px;margin-bottom:20px}
.tile,article{background:#fff;border:1px solid #d9dee4;border-radius:8px;padding:14px}
.tile{color:inherit;text-decoration:none}.tile:hover{border-color:#8a8f98}
article{margin-bottom:20px;padding:20px}
.bar{display:flex;height:8px;border-radius:4px;overflow:hidden;margin:6px 0 4px;background:#e6e9ed}
.bar i.pass{background:var(--pass)}.bar i.fail{background:var(--fail)}
.bar i.unknown{background:var(--unknown)}.bar i.exempt{background:var(--exempt)}
.score{margin:0;font-size:12px;color:#59636e}
table{width:100%;border-collapse:collapse;margin-top:8px;table-layout:fixed}
th{text-align:left;font-size:12px;color:#59636e;font-weight:600}
th:nth-child(1){width:88px}th:nth-child(3){width:24%}
section th:nth-child(3){width:92px}
td,th{padding:7px 8px;border-top:1px solid #e6e9ed;vertical-align:top;overflow-wrap:anywhere}
td small{display:block;color:#59636e}td p{margin:0}td ul{margin:0;padding-left:16px}td li small{display:inline}
.badge{display:inline-block;min-width:64px;text-align:center;border-radius:4px;padding:1px 6px;font-size:12px;color:#fff}
.badge.pass{background:var(--pass)}.badge.fail{background:var(--fail)}
.badge.unknown{background:var(--unknown)}.badge.exempt{background:var(--exempt)}
@media print{body{background:#fff;padding:0;max-width:none}article,.tile{border:0;padding:0;break-inside:auto}
tr{break-inside:avoid}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`;
