/** CSS of the live page, in addition to `pageStyle`. */
export const liveStyle = `
.controls{display:flex;flex-wrap:wrap;gap:10px 28px;margin:0 0 10px}
fieldset{border:0;margin:0;padding:0;min-width:0;display:flex;flex-wrap:wrap;gap:6px;align-items:center}
legend{float:left;font-weight:600;font-size:.88rem;margin-right:4px;padding:0}
.controls button{min-height:40px;padding:6px 14px;font-size:.9rem}
button[data-on=true]{background:var(--text);border-color:var(--text);color:var(--ground)}
[aria-busy=true] .controls button{opacity:.55;cursor:progress}
.now-row{display:flex;flex-wrap:wrap;gap:2px 14px;align-items:baseline;margin:0 0 10px;padding:8px 14px;background:var(--card);border-radius:6px}
.clock{font-weight:600;font-variant-numeric:tabular-nums}
.now-row [role=status]{flex:1 1 22em}
.lost{color:var(--bad);font-weight:600}
.mails{list-style:none;margin:0;padding:0;border-top:1px solid var(--rule)}
.mails li{border-bottom:1px solid var(--rule)}
.mails summary{display:flex;flex-wrap:wrap;gap:2px 10px;align-items:baseline;padding:9px 4px}
.mails summary::before{content:"▸";color:var(--muted)}
.mails details[open] summary::before{content:"▾"}
.severity{font-size:.78rem;font-weight:600;min-width:4.6em}
.severity.critical{color:var(--bad)}
.severity.warning{color:var(--warning)}
.severity.info{color:var(--good)}
.subject{flex:1 1 20em;font-weight:600;overflow-wrap:anywhere}
.meta{color:var(--muted);font-size:.85rem}
.mail-text{white-space:pre-wrap;overflow-wrap:anywhere;padding:4px 20px 16px;max-width:88ch}
.inbox{padding-top:18px}
.inbox header{display:flex;gap:12px;align-items:baseline;margin-bottom:6px}
.inbox header p{margin:0;color:var(--muted);font-size:.88rem}
@media (max-width:600px){.controls{gap:10px}fieldset{width:100%;align-items:stretch}legend{float:none;width:100%;margin-bottom:4px}.controls button{flex:1 1 auto;padding:6px 8px}.controls [data-fault]{flex-basis:40%}.now-row{min-height:7em;align-content:flex-start}.subject{flex-basis:100%;order:3}.mail-text{padding:4px 4px 16px}}
`;
