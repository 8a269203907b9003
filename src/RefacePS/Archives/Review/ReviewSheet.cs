using RefacePS.Reports;

namespace RefacePS.Archives.Review;

/// <summary>A result on the contact sheet.</summary>
/// <param name="Scan">The scan.</param>
/// <param name="Picture">Path of its picture, relative to the sheet; null where there is none.</param>
/// <param name="Page">Path of the page that shows it in three dimensions; null where there is none.</param>
internal sealed record ReviewCard(ArchiveScan Scan, string? Picture, string? Page);

/// <summary>One page on which a person looks over many results: doubtful ones first, each a card with its
/// picture.</summary>
internal static class ReviewSheet
{
    private const string Style = """
        :root { color-scheme: light dark; font: 13px/1.35 system-ui, sans-serif; }
        body { margin: 1rem; }
        h1 { font-size: 1.2rem; } h2 { font-size: 1rem; margin: 1.2rem 0 .4rem; }
        .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); gap: .5rem; }
        figure { margin: 0; border: 2px solid #8888; border-radius: 4px; overflow: hidden; }
        figure.Doubtful { border-color: #d97706; } figure.Failed { border-color: #dc2626; }
        img { display: block; width: 100%; background: #000; }
        figcaption { padding: .25rem .4rem; overflow-wrap: anywhere; }
        .none { padding: 1.5rem; text-align: center; opacity: .6; }
        """;

    /// <summary>The page.</summary>
    /// <param name="cards">What it shows.</param>
    public static string Build(IReadOnlyList<ReviewCard> cards)
    {
        var sections = cards.GroupBy(card => SectionOf(card.Scan)).OrderBy(group => group.Key).Select(Section);
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>Results to look over</title><style>
            {Style}
            </style></head>
            <body>
            <h1>Results to look over</h1>
            <p>White lines in the slices are the outline of what was removed, where it comes nearest to the brain.</p>
            <p>These pictures show results, not the scans as they came. Those that are held back may show a face: keep
            this folder to yourself.</p>
            {string.Join('\n', sections)}
            </body>
            </html>

            """;
    }

    private static Part SectionOf(ArchiveScan scan) => scan switch
    {
        { Status: ArchiveScanStatus.Doubtful } => Part.HeldBack,
        { Status: ArchiveScanStatus.Failed } => Part.Failed,
        { Status: ArchiveScanStatus.Done, Quality: not DefaceStatus.Good } => Part.Accepted,
        { Status: ArchiveScanStatus.Done } => Part.Good,
        _ => Part.Pending,
    };

    private static string Section(IGrouping<Part, ReviewCard> part)
    {
        var heading = part.Key switch
        {
            Part.HeldBack => "Held back: is the face gone, and the brain whole?",
            Part.Failed => "Failed: nothing is in the destination",
            Part.Accepted => "In the destination: accepted, or without a face before",
            Part.Good => "In the destination: good",
            _ => "Not done yet",
        };
        return $"<h2>{heading} ({part.Count()})</h2>\n<div "
            + $"class=\"cards\">\n{string.Join('\n', part.Select(Card))}\n</div>";
    }

    private static string Card(ReviewCard card)
    {
        var name = Html.Text(card.Scan.Path);
        var picture = card.Picture is null ? "<div class=\"none\">no picture</div>"
            : $"<img loading=\"lazy\" src=\"{card.Picture}\" alt=\"{name}\">";
        var reasons = card.Scan.Reasons.Count == 0 ? ""
            : $"<br><small>{Html.Text(string.Join("; ", card.Scan.Reasons))}</small>";
        var page = card.Page is null ? "" : $"<br><a href=\"{card.Page}\">in three dimensions</a>";
        return $"<figure class=\"{card.Scan.Status}\">{picture}<figcaption>{name}{reasons}{page}</figcaption></figure>";
    }

    /// <summary>The parts of the page in their order.</summary>
    private enum Part
    {
        HeldBack,
        Failed,
        Accepted,
        Good,
        Pending,
    }
}
