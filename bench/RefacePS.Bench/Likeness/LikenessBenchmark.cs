using System.CommandLine;
using RefacePS.Atlases;
using RefacePS.Defacing;
using RefacePS.Files;
using RefacePS.Refacing;
using RefacePS.Rendering;
using RefacePS.Statistics;
using RefacePS.Volumes;
using static TorchSharp.torch;

namespace RefacePS.Bench.Likeness;

/// <summary>
/// Distances of drawn faces from those of people, and a sheet by which whoever likes can judge them: all refaced heads,
/// none left out, and among them the synthetic head of the samples as it is. No intact face of a person is drawn.
/// </summary>
internal static class LikenessBenchmark
{
    private const int PanelSize = 112;
    private const int HeadsPerRow = 3;

    /// <summary>Gives the heads of the sheet their order.</summary>
    private const int Shuffle = 1;

    private static readonly Option<string?> Sheet = new("--sheet")
        { Description = "Where to draw the sheet.", HelpName = "sheet.png" };

    private static readonly Option<int> Seeds = BenchOptions.Count("--seeds", 1, "Faces to draw for each head.");

    private static readonly Option<DefaceRegion> Region = new("--region") { Description = "What is removed." };

    public static Command Command { get; } = BenchOptions.Verb(
        "likeness", "How far drawn faces are from those of people; draws all of them.", Run,
        BenchOptions.Shared, BenchOptions.Output, BenchOptions.Split, BenchOptions.Every, BenchOptions.Model, Seeds,
        Region, Sheet);

    private static void Run(ParseResult arguments)
    {
        var scans = new SharedScans(arguments.GetRequiredValue(BenchOptions.Shared));
        var every = arguments.GetValue(BenchOptions.Every);
        using var atlas = HeadAtlas.Load(BuiltProject.HeadAtlas, CPU);
        var store = new ModelStore(BuiltProject.Models);
        var model = store.Open(arguments.GetRequiredValue(BenchOptions.Model));
        var faces = model.LoadFaces(atlas, CPU);
        var refacers = Enumerable.Range(0, arguments.GetValue(Seeds))
            .Select(seed => new Refacer(atlas, faces, model.Card.Label, CPU) { Seed = seed }).ToList();
        using var truth = new TrueFaces(atlas, store.Open(ModelStore.Default));
        var defacer = new Defacer(atlas, CPU);
        var heads = new List<IReadOnlyList<GreyPicture>>();
        var cohort = scans.Files("cohort", arguments.GetRequiredValue(BenchOptions.Split))
            .Where((_, index) => index % every == 0);
        var table = MarkdownTable.Format(
            ["faces", "deviation, median (range)", "over 1"],
            [.. Judge("the scans' own", "drawn", cohort, heads),
                .. Judge("other scanners: their own", "other scanners: drawn", scans.Files("other-scanners"), null)]);
        if (arguments.GetValue(Sheet) is { } sheet)
        {
            table += Draw(sheet, heads, defacer);
        }

        MeasuredSection.Write(
            arguments.GetValue(BenchOptions.Output), $"likeness {model.Card.Name} {arguments.GetValue(Region)}", table);

        // Rows of the table, of the scans' own faces and of those of each seed; pictures of the first seed are kept.
        List<string[]> Judge(
            string nameOfOwn, string nameOfDrawn, IEnumerable<string> files, List<IReadOnlyList<GreyPicture>>? pictures)
        {
            var (own, drawn) = (new List<double>(), refacers.ConvertAll(_ => new List<double>()));
            foreach (var file in files)
            {
                var original = NiftiReader.Read(file);
                var defaced = defacer.Deface(original, arguments.GetValue(Region));
                own.Add(truth.Deviation(original, defaced));
                foreach (var (refacer, deviations) in refacers.Zip(drawn))
                {
                    var refaced = refacer.Reface(defaced);
                    deviations.Add(refaced.Quality!.FaceDeviation);
                    if (refacer.Seed == 0)
                    {
                        pictures?.Add(Views(refaced, refaced.Transform!.Value));
                    }
                }

                Console.Error.WriteLine(FormattableString.Invariant(
                    $"{SharedScans.NameOf(file)}: own {own[^1]:0.00}; ")
                    + string.Join(' ', drawn.Select(values => FormattableString.Invariant($"{values[^1]:0.00}"))));
            }

            return own.Count == 0 ? [] : [Row(nameOfOwn, own),
                .. drawn.Select((values, seed) => Row($"{nameOfDrawn}, seed {seed}", values))];
        }
    }

    /// <summary>Draws the sheet and gives the answer to its question.</summary>
    private static string Draw(string path, List<IReadOnlyList<GreyPicture>> heads, Defacer defacer)
    {
        var sample = NiftiReader.Read(BuiltProject.Sample);
        var synthetic = Views(sample, defacer.Deface(sample).Transform!.Value);
        IReadOnlyList<GreyPicture>[] mixed = [.. heads, synthetic];
        new Random(Shuffle).Shuffle(mixed);
        var rows = mixed.Chunk(HeadsPerRow).Select(row => row.SelectMany(views => views).ToArray());
        File.WriteAllBytes(path, PngEncoder.Encode(PictureSheet.Arrange([.. rows])));
        var (row, column) = Math.DivRem(Array.IndexOf(mixed, synthetic), HeadsPerRow);
        return FormattableString.Invariant($"\n{heads.Count} refaced heads are on the sheet; the one that is not ")
            + FormattableString.Invariant($"refaced is number {column + 1} of row {row + 1}.\n");
    }

    /// <summary>A head from the front, three-quarter and in profile, upright by the atlas.</summary>
    private static IReadOnlyList<GreyPicture> Views(Volume volume, AffineMatrix scan2Atlas)
    {
        var scene = VolumeScene.Load(volume, KeptPart.Unscaled(scan2Atlas) * volume.Grid.Grid2World, default);
        return VolumePanels.Draw(
            scene, scene.Staging, new() { Views = ImageViews.Surface, PanelSize = PanelSize }, default);
    }

    private static string[] Row(string name, List<double> values)
    {
        double[] sorted = [.. values.Order()];
        return
        [
            name, FormattableString.Invariant(
                $"{SampleSummary.Quantile(sorted, 0.5):0.00} ({sorted[0]:0.00} to {sorted[^1]:0.00})"),
            $"{sorted.Count(value => value > 1)} of {sorted.Length}",
        ];
    }
}
