/** CSS of the pictures. The variables are in `colours.ts`. */
export const pictureStyle = `
svg text{font:11.5px system-ui,'DejaVu Sans',sans-serif;fill:var(--muted)}
svg .name{fill:var(--text)}
.c0{--colour:var(--first)}.c1{--colour:var(--second)}.c2{--colour:var(--third)}.c3{--colour:var(--fourth)}.c4{--colour:var(--fifth)}
.valid{fill:var(--colour);opacity:.1}
.line,.published,.unpublished{stroke:var(--colour)}
.unpublished{opacity:.5}
.replaced{stroke:var(--act);stroke-width:2}
.renewed{stroke:var(--act);stroke-width:2;fill:var(--ground)}
.expires{stroke:var(--text);stroke-width:2}
.expired{stroke:var(--bad);stroke-width:2}
svg .expires-text{fill:var(--text)}
svg .renewed-text{fill:var(--act)}
svg .expired-text,svg .rejected-text,svg .downtime-text{fill:var(--bad)}
svg .downtime-text{font-weight:600}
.grid{stroke:var(--rule);stroke-width:.6}
.outage{fill:var(--outage);opacity:.45}
svg .alarm-text{fill:var(--bad)}
svg .outage-text{fill:var(--outage-text)}
.now{stroke:var(--text);stroke-width:1.5;stroke-dasharray:3 2}
svg .now-text{fill:var(--text);font-weight:600}
.worked{stroke:var(--worked)}
.refused{stroke:var(--warning)}
.failed{stroke:var(--bad)}
.downtime{fill:var(--bad);opacity:.14}
.alert{fill:var(--warning)}
.alert.critical{fill:var(--bad)}
.act{fill:var(--act)}
`;
