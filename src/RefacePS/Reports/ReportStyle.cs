namespace RefacePS.Reports;

/// <summary>The style sheet of all reports: light and dark by the reader's setting, and black on white in
/// print.</summary>
internal static class ReportStyle
{
    /// <summary>Colours of variants that people of any colour vision tell apart (Okabe and Ito 2008), brightened in the
    /// dark.</summary>
    public const int Colours = 6;

    public const string Sheet = """
        :root { color-scheme: light dark; --page: #ffffff; --ink: #1b1f24; --quiet: #59626d; --line: #d5dae0;
          --stripe: #f5f7f9; --link: #0b5cad;
          --v0: #d55e00; --v1: #0072b2; --v2: #009e73; --v3: #b5478a; --v4: #8a6d00; --v5: #2f8fc4; }
        @media (prefers-color-scheme: dark) { :root {
          --page: #14181d; --ink: #e4e8ec; --quiet: #9ba6b2; --line: #343c46; --stripe: #1b2128; --link: #7ab8f5;
          --v0: #ff9c57; --v1: #6bb8ee; --v2: #4fd1a5; --v3: #e79bc6; --v4: #d9bd4f; --v5: #a3d4f0; } }
        body { margin: 0; background: var(--page); color: var(--ink);
          font: 16px/1.5 system-ui, "Segoe UI", "Liberation Sans", sans-serif; }
        main { max-width: 74rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
        h1 { font-size: 1.7rem; line-height: 1.25; margin: .5rem 0 .75rem; }
        h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem; }
        h3 { font-size: 1rem; margin: 1.75rem 0 .25rem; }
        p, dl { max-width: 52rem; }
        a { color: var(--link); }
        .lead { font-size: 1.05rem; }
        .quiet, caption { color: var(--quiet); }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; font-size: .85rem; margin: .5rem 0 1rem; }
        caption { text-align: left; padding-bottom: .5rem; font-size: .85rem; max-width: 52rem; }
        th, td { padding: .3rem .6rem; text-align: left; vertical-align: baseline;
          border-bottom: 1px solid var(--line); }
        th { font-weight: 600; }
        thead th { vertical-align: bottom; border-bottom: 2px solid var(--line); }
        .n { text-align: right; font-variant-numeric: tabular-nums; }
        td.n, .regions td { white-space: nowrap; }
        sup { line-height: 0; }
        abbr { text-decoration: none; }
        .regions { font-size: .78rem; }
        .regions th, .regions td { padding: .22rem .5rem; }
        .regions tbody tr:not(:last-child) td { border-bottom-style: none; }
        .regions th[scope=rowgroup] { background: var(--page); }
        .differs td { font-weight: 650; background: var(--stripe); }
        .notices { max-width: 52rem; padding-left: 1.2rem; }
        figure { margin: .5rem 0; }
        figcaption { color: var(--quiet); font-size: .85rem; max-width: 52rem; }
        svg.plot { width: 100%; height: auto; max-width: 62rem; display: block; }
        svg.plot text { fill: var(--ink); font-size: 12px; }
        svg.plot .grid { stroke: var(--line); }
        svg.plot .zero { stroke: var(--quiet); }
        svg.plot .threshold { stroke: var(--quiet); stroke-dasharray: 4 4; }
        svg.plot .tick { fill: var(--quiet); text-anchor: middle; }
        svg.plot .name { text-anchor: end; }
        svg.plot rect { fill-opacity: .3; }
        svg.plot .median { stroke: var(--ink); stroke-width: 2.5; }
        .views { display: flex; flex-wrap: wrap; gap: 1rem 1.5rem; }
        .views .row { display: flex; gap: .35rem; }
        .views figure { margin: 0; width: 10.6rem; }
        .views img, .views .blank { display: block; width: 100%; aspect-ratio: 1; background: #000; }
        .views .blank { background: var(--stripe); border: 1px solid var(--line); box-sizing: border-box;
          padding: .6rem; font-size: .75rem; color: var(--quiet); overflow: hidden; }
        .views figcaption { font-size: .75rem; }
        .case { break-inside: avoid-page; }
        dt { font-weight: 600; }
        dd { margin: 0 0 .6rem; overflow-wrap: anywhere; }
        code { font: .85rem/1.5 ui-monospace, "Cascadia Mono", Consolas, "Liberation Mono", monospace;
          white-space: pre-wrap; }
        @page { size: A4 landscape; margin: 14mm; }
        @media print {
          :root { color-scheme: light; --page: #ffffff; --ink: #000000; --quiet: #444444; --line: #bbbbbb;
            --stripe: #f0f0f0; --link: #000000;
            --v0: #d55e00; --v1: #0072b2; --v2: #009e73; --v3: #b5478a; --v4: #8a6d00; --v5: #2f8fc4; }
          body { font-size: 10pt; }
          main { max-width: none; padding: 0; }
          h2 { break-after: avoid; margin-top: 1.2rem; }
          .wide { overflow: visible; }
          table { font-size: 8pt; }
          .regions { font-size: 7.5pt; }
          .regions th, .regions td { padding: 1.5pt 4pt; }
          thead { display: table-header-group; }
          tr, .regions tbody, .views .row, svg.plot { break-inside: avoid; }
          #worst > p { break-after: avoid; }
          svg.plot { max-height: 148mm; }
          .views figure { width: 32mm; }
          * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        }

        """;
}
