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

    /// <summary>Where models are told apart from each other.</summary>
    private static readonly string[] Names = ["average-face", "pix2pix", "shape-model", "pix2pix-3d"];

    public static void Run(Arguments arguments)
    {
        var scans = new SharedScans(arguments.Required("shared"));
        var every = int.Parse(arguments.Optional("every") ?? "1", CultureInfo.InvariantCulture);
        using var atlas = HeadAtlas.Load(BuiltProject.HeadAtlas, CPU);
        using var brains = BrainAtlas.Load(BuiltProject.BrainAtlas, CPU);
        var measurer = new BrainMeasurer(atlas, brains, CPU);
        var store = new ModelStore(arguments.Optional("models") ?? BuiltProject.Models);
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
        var fullSize = NiftiReader.Read(
            scans.Files("other-scanners").Single(file => file.Contains("philips", StringComparison.Ordinal)));
        var large = defacer.Deface(fullSize);
        Array.ForEach(models, model => model.Time(large));
        MeasuredSection.Write(
            arguments.Optional("output"), Section, RefaceComparisonReport.Format(models, gallery, training));
    }

    /// <summary>All models that are compared, or the one that <c>--model</c> names.</summary>
    private static IEnumerable<string> Named(Arguments arguments, ModelStore store) =>
        Names.Intersect(store.Names()).Where(name => arguments.Optional("model") is not { } only || only == name);
}
