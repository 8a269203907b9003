using System.CommandLine;
using System.Globalization;
using RefacePS.Atlases;
using RefacePS.Defacing;
using RefacePS.Files;
using RefacePS.Morphometry;
using RefacePS.Privacy;
using RefacePS.Refacing;
using static TorchSharp.torch;

namespace RefacePS.Bench.RefaceComparison;

/// <summary>Refaces the validation heads by every model and compares the faces, with the true ones, with each other,
/// and with those of strangers.</summary>
internal static class RefaceComparisonBenchmark
{
    private const string Section = "reface-comparison";

    /// <summary>Models that are told apart from each other.</summary>
    private static readonly string[] Names = ["average-face", "pix2pix", "shape-model", "pix2pix-3d"];

    private static readonly Option<string?> Models = BenchOptions.Folder("--models", "Where else the models are.");

    private static readonly Option<string?> Only = new("--model") { Description = "The one model to measure." };

    public static Command Command { get; } = BenchOptions.Verb(
        "reface-comparison", "Compares the faces that all models draw.", Run,
        BenchOptions.Shared, BenchOptions.Output, BenchOptions.Every, Models, Only);

    private static void Run(ParseResult arguments)
    {
        var scans = new SharedScans(arguments.GetRequiredValue(BenchOptions.Shared));
        var every = arguments.GetValue(BenchOptions.Every);
        using var atlas = HeadAtlas.Load(BuiltProject.HeadAtlas, CPU);
        using var brains = BrainAtlas.Load(BuiltProject.BrainAtlas, CPU);
        var measurer = new BrainMeasurer(atlas, brains, CPU);
        var store = new ModelStore(arguments.GetValue(Models) ?? BuiltProject.Models);
        ComparedModel[] models =
            [.. Named(arguments, store).Select(name => new ComparedModel(store.Open(name), atlas, measurer))];
        var reader = new FaceReader(atlas, CPU);
        var gallery = new FaceGallery(reader);
        var defacer = new Defacer(atlas, CPU);
        foreach (var file in scans.Files("cohort", "validation").Where((_, index) => index % every == 0))
        {
            var original = NiftiReader.Read(file);
            var name = SharedScans.NameOf(file);
            if (gallery.TryAdd(original, name))
            {
                var defaced = defacer.Deface(original);
                var brain = measurer.Measure(original).Volumes;
                Array.ForEach(models, model => model.Measure(original, brain, defaced, name, gallery));
            }

            Console.Error.WriteLine(name);
        }

        var training = scans.Files("cohort", "train").Where((_, index) => index % every == 0)
            .Select(file => gallery.Read(NiftiReader.Read(file))).OfType<FaceSurface>().ToArray();
        var fullSize = NiftiReader.Read(scans.FullSize());
        var large = defacer.Deface(fullSize);
        Array.ForEach(models, model => model.Time(large));
        MeasuredSection.Write(
            arguments.GetValue(BenchOptions.Output), Section, RefaceComparisonReport.Format(models, gallery, training));
    }

    /// <summary>All models that are compared, or the one that <c>--model</c> names.</summary>
    private static IEnumerable<string> Named(ParseResult arguments, ModelStore store) =>
        Names.Intersect(store.Names()).Where(name => arguments.GetValue(Only) is not { } only || only == name);
}
