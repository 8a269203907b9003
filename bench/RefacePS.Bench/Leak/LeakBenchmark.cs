using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using RefacePS.Archives;
using RefacePS.Atlases;
using RefacePS.Bench.Archives;
using static TorchSharp.torch;

namespace RefacePS.Bench.Leak;

/// <summary>
/// Protects hostile archives, and looks in every byte of what it publishes for the faces that went in. The items are
/// drawn at random from a seed, so that nothing can be tuned to a list of them.
/// </summary>
internal static class LeakBenchmark
{
    private const string Section = "leak";

    /// <summary>Items of one archive: enough for sessions to differ, few enough for a small disk.</summary>
    private const int BatchSize = 10;

    private static readonly Option<int> Items =
        BenchOptions.Count("--items", 1000, "Hostile items to make; some 20 run in a minute.");

    private static readonly Option<int> Seed = BenchOptions.Count("--seed", 1, "Decides which items are drawn.");

    private static readonly Option<string?> Results = new("--results")
    {
        Description = "A file that keeps what was found: a run that was ended goes on where it was, and more items can "
            + "be added.",
        HelpName = "file.jsonl",
    };

    private static readonly Option<int?> Only = new("--only")
    {
        Description = "Makes this item alone and leaves its archive, to be looked at; what was found is printed.",
        HelpName = "item",
    };

    public static Command Command { get; } = BenchOptions.Verb(
        "leak", "Whether an intact face gets out of a hostile archive, or a source comes to harm.", Run,
        BenchOptions.Shared, BenchOptions.Output, BenchOptions.Every, Items, Seed, Results, Only);

    private static void Run(ParseResult arguments)
    {
        var scans = new SharedScans(arguments.GetRequiredValue(BenchOptions.Shared));
        var step = arguments.GetValue(BenchOptions.Every);
        string[] heads = [.. scans.Files("cohort", "validation").Where((_, index) => index % step == 0)];
        var random = new Random(arguments.GetValue(Seed));
        using var atlas = HeadAtlas.Load(BuiltProject.HeadAtlas, CPU);
        var faces = heads.Select(head => new Lazy<KnownHead>(() => new(head, atlas))).ToList();
        var file = arguments.GetValue(Results);
        var results = file is not null && File.Exists(file)
            ? File.ReadLines(file).Select(line => JsonSerializer.Deserialize<LeakResult>(line)!).ToList() : [];
        var known = results.Select(result => result.Number).ToHashSet();
        var count = arguments.GetValue(Items);
        if (arguments.GetValue(Only) is { } number)
        {
            Keep(Drawn(count, faces, random).First(item => item.Number == number), atlas);
            return;
        }

        var items = Drawn(count, faces, random).Where(item => !known.Contains(item.Number))
            .ToLookup(item => item.EndsRun);

        // A destination that leads into the source is refused as a whole, so these stand alone.
        foreach (var batch in items[false].Chunk(BatchSize).Concat(items[true].Chunk(1)))
        {
            var found = Protect(batch, atlas);
            results.AddRange(found);
            if (file is not null)
            {
                File.AppendAllLines(file, found.Select(result => JsonSerializer.Serialize(result)));
            }

            Console.Error.WriteLine($"{results.Count} of {count} items");
            found.Where(result => result.Faces > 0 || result.IsSourceTouched).ToList()
                .ForEach(result => Console.Error.WriteLine(result));
        }

        MeasuredSection.Write(arguments.GetValue(BenchOptions.Output), Section, string.Create(
            CultureInfo.InvariantCulture,
            $"{heads.Length} heads, seed {arguments.GetValue(Seed)}, {results.Count} items.\n\n") + Table(results));
    }

    /// <summary>Every clean head once, then items of every kind in turn, each with a head and a guise at
    /// random.</summary>
    private static IEnumerable<LeakItem> Drawn(int count, List<Lazy<KnownHead>> heads, Random random)
    {
        var number = 0;
        var clean = heads.Take((count + 1) / 2).Select(head => LeakItem.Clean(++number, head)).ToList();
        return clean.Concat(Enumerable.Range(0, count - clean.Count).Select(index => LeakItem.Drawn(
            ++number, (LeakKind)(1 + index % (Enum.GetValues<LeakKind>().Length - 1)),
            heads[random.Next(heads.Count)], random)));
    }

    private static void Keep(LeakItem item, HeadAtlas atlas)
    {
        var folder = Directory.CreateTempSubdirectory("refaceps-leak-").FullName;
        Protect(folder, [item], atlas).ForEach(Console.WriteLine);
        Console.WriteLine(folder);
    }

    private static List<LeakResult> Protect(LeakItem[] items, HeadAtlas atlas)
    {
        var folder = Directory.CreateTempSubdirectory("refaceps-leak-").FullName;
        try
        {
            return Protect(folder, items, atlas);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<LeakResult> Protect(string folder, LeakItem[] items, HeadAtlas atlas)
    {
        using var archive = new HostileArchive(folder, items);
        using var protector = new HeadProtector(
            () => new(atlas, null, CPU), DefaceRegion.Face, "head", null, workers: 1);
        archive.Run(options => ArchiveRun.Run(ArchivePlanner.Plan(options), protector, new SilentObserver()));
        return archive.Judge();
    }

    private static string Table(List<LeakResult> results) => MarkdownTable.Format(
        [
            "archive", "items", "published", "held back, withheld or refused", "intact faces published",
            "sources touched",
        ],
        results.GroupBy(result => result.Kind).OrderBy(group => group.Key)
            .Select(group => Row(Name(group.Key), [.. group])).Append(Row("all", results)));

    private static string[] Row(string name, List<LeakResult> results) =>
    [
        name, $"{results.Count}", $"{results.Count(result => result.IsPublished)}",
        $"{results.Count(result => !result.IsPublished)}", $"{results.Sum(result => result.Faces)}",
        $"{results.Count(result => result.IsSourceTouched)}",
    ];

    private static string Name(LeakKind kind) => kind switch
    {
        LeakKind.Clean => "heads as they came",
        LeakKind.Orientation => "heads whose header is wrong, or says nothing",
        LeakKind.Companion => "other images beside a right head, most with a wrong header",
        LeakKind.Map => "labels and maps beside a right head, most with a wrong header",
        LeakKind.Frames => "series in which one frame lies otherwise",
        LeakKind.Container => "heads in other files: packed, renamed, without a header",
        LeakKind.Link => "links, in the source and in the destination",
        _ => "archives that changed, or whose ledger did, after a first run",
    };
}
