"""The look of the barometer's report: light, dark and printed."""

from __future__ import annotations

from typing import Final

STYLE: Final = """
:root{color-scheme:light dark;--ink:#1b2430;--soft:#566070;--paper:#fcfaf5;--card:#fff;--line:#e2dccd;
--now:#1d4f91;--before:#d3c8ae;--up:#0f6b47;--down:#a8361c;--saffron:#d99a1c;--silent:#e9d3a1;--grey:#b9bcc0}
@media (prefers-color-scheme:dark){:root{--ink:#eceae4;--soft:#aeb6bf;--paper:#12161b;--card:#1a2027;--line:#343c45;
--now:#6ea3e8;--before:#4d4a42;--up:#63cf9f;--down:#f0917a;--saffron:#e5ae43;--silent:#77683f;--grey:#565c63}}
*{box-sizing:border-box}
body{font:16px/1.55 "Source Sans 3","Noto Sans",system-ui,"Noto Naskh Arabic","Noto Sans Arabic",sans-serif;color:var(--ink);background:var(--paper);margin:0}
main{max-width:62rem;margin:0 auto;padding:2.4rem 1.2rem 3rem}
header{border-block-start:.4rem solid var(--now);padding-block-start:1.1rem}
h1{font-size:2rem;line-height:1.2;margin:0 0 .2rem;letter-spacing:-.01em}[dir=rtl] h1{letter-spacing:0;line-height:1.5}
.when{font-size:1.15rem;color:var(--soft);margin:0 0 1.3rem}
.stamp{display:inline-block;border:1px solid var(--down);color:var(--down);padding:.15rem .7rem;border-radius:.25rem;font-weight:600;font-size:.9rem;margin:0 0 1.2rem}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:.9rem;margin:0 0 2rem;padding:0;list-style:none}
.facts li{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.9rem 1rem}
.facts span{display:block;color:var(--soft);font-size:.88rem}.facts strong{display:block;font-size:1.65rem;line-height:1.35;font-variant-numeric:tabular-nums}
section{margin:2.6rem 0 0}h2{font-size:1.25rem;margin:0 0 .7rem;border-block-end:1px solid var(--line);padding-block-end:.3rem}
h3{font-size:1rem;margin:1.4rem 0 .5rem}
svg{display:block;width:100%;height:auto;margin:.4rem 0 1rem;font-size:13px}
svg text{fill:var(--ink)}svg .axis,svg .key{fill:var(--soft);font-size:12px}svg .label{font-size:12px;font-variant-numeric:tabular-nums}
svg .up{fill:var(--up);font-weight:600;font-size:12px}svg .down{fill:var(--down);font-weight:600;font-size:12px}
.now,.up-bar{fill:var(--now)}.before{fill:var(--before)}.down-bar{fill:var(--down)}.grid{stroke:var(--line)}.zero{stroke:var(--soft)}
.traced{fill:var(--now)}.spoken{fill:var(--saffron)}.silent{fill:var(--silent)}.rest{fill:var(--grey)}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;font-size:.88rem;margin:.2rem 0 .6rem;padding:0;list-style:none}
.legend svg{display:inline-block;width:.8rem;height:.8rem;margin:0;margin-inline-end:.45rem;vertical-align:-.05rem}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{padding:.3rem .4rem;border-block-end:1px solid var(--line);text-align:start;vertical-align:baseline}
th{font-weight:600}thead th{color:var(--soft);font-size:.82rem;border-block-end:2px solid var(--line)}tbody th{font-weight:400;min-width:9.5rem}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}td.up{color:var(--up)}td.down{color:var(--down)}
thead th.n{white-space:normal}tfoot td,tfoot th{font-weight:600;border-block-end:0}
.method{color:var(--soft);font-size:.85rem;margin:.55rem 0 0;max-width:54rem}.method b{color:var(--ink)}
footer{margin-block-start:3rem;color:var(--soft);font-size:.85rem;border-block-start:1px solid var(--line);padding-block-start:.8rem}
@page{size:A4;margin:14mm 12mm}
@media print{:root{color-scheme:light;--ink:#111;--soft:#444;--paper:#fff;--card:#fff;--line:#ccc;--now:#1d4f91;--before:#d3c8ae;--up:#0f6b47;--down:#a8361c;--saffron:#d99a1c;--silent:#e9d3a1;--grey:#b9bcc0}
body{font-size:10.5pt}main{max-width:none;padding:0}svg,tr,.facts li{break-inside:avoid}h2,h3{break-after:avoid}.facts{grid-template-columns:repeat(4,1fr)}.facts strong{font-size:1.25rem}table{font-size:.78rem}th,td{padding:.15rem .3rem}tbody th{min-width:7rem}.scroll{overflow:visible}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
"""
