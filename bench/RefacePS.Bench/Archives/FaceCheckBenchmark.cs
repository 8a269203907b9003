using System.CommandLine;
using System.Globalization;
using RefacePS.Atlases;
using RefacePS.Defacing;
using RefacePS.Files;
using static TorchSharp.torch;

namespace RefacePS.Bench.Archives;

/// <summary>The verdicts of Test-Deidentification on heads with their faces, on the same heads defaced, and on heads
/// that others defaced.</summary>
internal static class FaceCheckBenchmark
{
    private const string Section = "face-check";

    public static Command Command { get; } = BenchOptions.Verb(
        "face-check", "What Test-Deidentification says of heads with a face and without.", Run,
        BenchOptions.Shared, BenchOptions.Output, BenchOptions.Every);

    private static void Run(ParseResult arguments)
    {
        var scans = new SharedScans(arguments.GetRequiredValue(BenchOptions.Shared));
        var step = arguments.GetValue(BenchOptions.Every);
        using var atlas = HeadAtlas.Load(BuiltProject.HeadAtlas, CPU);
        var (detector, defacer) = (new FaceDetector(atlas, CPU), new Defacer(atlas, CPU));
        string[] heads = [.. scans.Files("cohort", "validation").Where((_, index) => index % step == 0)];
        var before = heads.Select(file => detector.Check(NiftiReader.Read(file))).ToList();
        var after = heads.Select(file => detector.Check(defacer.Deface(NiftiReader.Read(file)))).ToList();
        var byOthers = scans.Files("defaced").Select(file => detector.Check(NiftiReader.Read(file))).ToList();
        var elsewhere = scans.Files("other-scanners").Select(file => detector.Check(NiftiReader.Read(file))).ToList();
        MeasuredSection.Write(arguments.GetValue(BenchOptions.Output), Section, MarkdownTable.Format(
            ["scans", "count", "Face", "Uncertain", "NoFace", "HeadNotFound", "tissue of the face, least to most",
                "agreement of the face, least to most"],
            [
                Row("validation heads as they came", before), Row("the same, defaced here", after),
                Row("heads of other scanners, as they came", elsewhere),
                Row("heads that others defaced", byOthers),
            ]));
        foreach (var check in before.Where(check => check.Status != FaceCheckStatus.Face)
            .Concat(after.Where(check => check.Status != FaceCheckStatus.NoFace)).Concat(byOthers).Concat(elsewhere))
        {
            Console.Error.WriteLine(
                FormattableString.Invariant(
                    $"{check}, agreement {check.FaceAgreement:0.00}, score {check.RegistrationScore:0.00}"));
        }
    }

    private static string[] Row(string name, List<FaceCheck> checks) =>
    [
        name, $"{checks.Count}", Count(checks, FaceCheckStatus.Face), Count(checks, FaceCheckStatus.Uncertain),
        Count(checks, FaceCheckStatus.NoFace),
        Count(checks, FaceCheckStatus.HeadNotFound), Range(checks.Select(check => check.FaceTissue)),
        Range(checks.Select(check => check.FaceAgreement)),
    ];

    private static string Count(IEnumerable<FaceCheck> checks, FaceCheckStatus status) =>
        $"{checks.Count(check => check.Status == status)}";

    private static string Range(IEnumerable<double> values) => values.Where(double.IsFinite)
        .ToArray() is { Length: > 0 } found
        ? FormattableString.Invariant($"{found.Min():0.00} to {found.Max():0.00}") : "";
}
