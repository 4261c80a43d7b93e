import { dark, light, variables } from './colours.ts';
import { pictureStyle } from './picture-style.ts';

/** CSS of a page with pictures: light or dark as the browser prefers, for wide and narrow windows. Loads no font. */
export const pageStyle = `
:root{color-scheme:light dark;${variables(light)}}
@media (prefers-color-scheme:dark){:root{${variables(dark)}}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);font:15px/1.45 system-ui,'DejaVu Sans',sans-serif}
main{max-width:1200px;margin:0 auto;padding:24px 32px 48px}
h1{font-size:1.6rem;line-height:1.2;margin:0 0 6px}
h2{font-size:1.02rem;margin:0}
section+h2{margin:20px 0 6px}
.lead{margin:0 0 16px;max-width:82ch}
.cards{display:grid;grid-template-columns:1fr 1fr;gap:14px;margin-bottom:16px}
.card{background:var(--card);border-left:5px solid var(--good);border-radius:6px;padding:12px 16px}
.card.bad{border-color:var(--bad)}
.card p{margin:0}
.card .head{font-weight:600}
.card .figure{font-size:1.5rem;font-weight:700;color:var(--good)}
.bad .figure{color:var(--bad)}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:5px 18px;margin:0 0 8px;padding:0;font-size:.82rem;color:var(--muted)}
.legend li{display:flex;align-items:center;gap:6px}
.legend svg{flex:none}
.bar{display:none;flex-wrap:wrap;gap:6px;align-items:center;padding-top:6px}
.interactive .bar{display:flex}
button{font:inherit;font-size:.85rem;color:inherit;background:var(--card);border:1px solid var(--rule);border-radius:6px;padding:3px 11px;min-height:32px;min-width:36px;cursor:pointer}
button:hover{border-color:var(--muted)}
button:focus-visible,summary:focus-visible,.scrolling:focus-visible,a:focus-visible{outline:2px solid var(--first);outline-offset:2px}
[data-view]{flex:1 0 205px;text-align:right;font-size:.85rem;color:var(--muted)}
.axis-row{position:sticky;top:0;z-index:2;background:var(--ground);border-bottom:1px solid var(--rule);padding-top:4px}
.integration{padding:12px 0 4px;border-bottom:1px solid var(--rule)}
.integration header{display:flex;flex-wrap:wrap;gap:0 12px;align-items:baseline;margin-bottom:4px}
.integration header p{margin:0;color:var(--muted);font-size:.88rem}
.integration header .verdict{margin-left:auto;font-weight:600}
.integration header .verdict.good{color:var(--good)}
.integration header .verdict.bad{color:var(--bad)}
.integration header .verdict.attention{color:var(--warning)}
.verdict span{font-weight:400;color:var(--muted)}
.plot{position:relative}
.interactive .plot{touch-action:pan-y;cursor:crosshair;user-select:none;-webkit-user-select:none}
.plot svg,.axis-row svg{display:block;max-width:100%;height:auto}
.narrow{display:none}
.steps{margin:2px 0 8px;padding-left:1.2em;font-size:.88rem}
.selection{position:absolute;top:0;bottom:0;background:var(--first);opacity:.2;pointer-events:none}
.tooltip{position:fixed;z-index:3;pointer-events:none;white-space:pre-line;max-width:min(340px,calc(100vw - 16px));background:var(--text);color:var(--ground);font-size:.82rem;padding:6px 10px;border-radius:6px}
.tooltip[hidden]{display:none}
summary{cursor:pointer;padding:12px 0}
.scrolling{overflow:auto;max-height:420px}
table{border-collapse:collapse;font-size:.82rem;width:100%}
th,td{text-align:left;padding:4px 12px 4px 0;vertical-align:top;border-bottom:1px solid var(--rule)}
td:first-child{white-space:nowrap}
.foot{color:var(--muted);font-size:.85rem}
code{font-size:.95em;overflow-wrap:anywhere}
td code{white-space:nowrap}
.dates code{white-space:normal}
.dates td{overflow-wrap:anywhere}
@media (max-width:600px){.wide{display:none}.narrow{display:block}main{padding:16px 12px 32px}.cards{grid-template-columns:1fr;gap:8px}h1{font-size:1.3rem}.integration header .verdict{margin-left:0;width:100%}}
@media (max-width:600px){.dates,.dates tbody{display:block}.dates thead{display:none}.dates tr{display:flex;flex-wrap:wrap;gap:2px 12px;padding:8px 0;border-bottom:1px solid var(--rule)}.dates td{border:0;padding:0}.dates .owner:not(:empty)::before{content:"owner "}.dates .credential::before{content:"credential "}.dates .command{flex-basis:100%}}
@media print{.axis-row{position:static}.interactive .bar{display:none}}
${pictureStyle}`;
