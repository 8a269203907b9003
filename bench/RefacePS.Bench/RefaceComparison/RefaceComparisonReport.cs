using RefacePS.Bench.Privacy;
using RefacePS.Privacy;

namespace RefacePS.Bench.RefaceComparison;

/// <summary>The tables of the comparison in Markdown.</summary>
internal static class RefaceComparisonReport
{
    public static string Format(ComparedModel[] models, FaceGallery gallery, FaceSurface[] training)
    {
        var owners = gallery.Owners.ConvertAll(owner => owner.Measured.Face);
        var risk = new GallerySearch(gallery.Owners, gallery.Copies, new ReidentificationOptions())
            .Run([.. models.SelectMany(model => model.Faces)], [], default);
        return FormattableString.Invariant(
            $"{owners.Count} validation heads; medians, with the range from the 10th to the 90th percentile ")
            + "where there are two more numbers.\n\n"
            + MarkdownTable.Format(["", .. models.Select(model => model.Name), "the scans themselves"],
                Rows(models, owners, training))
            + FormattableString.Invariant(
                $"\nThe faces looked up among the {owners.Count} true ones, ")
            + "with altered copies of the true faces as a control:\n\n"
            + ReidentificationReport.Format(risk);
    }

    private static IEnumerable<string[]> Rows(ComparedModel[] models, List<FaceSurface> owners, FaceSurface[] training)
    {
        yield return Row("difference in the removed region (L1, intensities of -1 to 1)", model =>
            Spread(model.Images.Select(score => score.L1), "0.000"), "0");
        yield return Row("structural similarity in the removed region", model =>
            Spread(model.Images.Select(score => score.Similarity), "0.000"), "1");
        yield return Row("seam: step across the border over step beside it", model =>
            Spread(model.Seams.Select(score => score.Refaced), "0.00"),
            Spread(models[0].Seams.Select(score => score.Original), "0.00"));
        yield return Row("step of the skin at the border, mm", model =>
            Spread(model.Steps.Select(score => score.Refaced), "0.00"),
            Spread(models[0].Steps.Select(score => score.Original), "0.00"));
        yield return Row("mean of air over that of real air", model =>
            Spread(model.Airs.Select(score => score.Mean), "0.00"), "1");
        yield return Row("deviation of air over that of real air", model =>
            Spread(model.Airs.Select(score => score.Deviation), "0.00"), "1");
        yield return Row("correlation of air with its neighbour", model =>
            Spread(model.Airs.Select(score => score.Correlation), "0.00"),
            Spread(models[0].Airs.Select(score => score.RealCorrelation), "0.00"));
        yield return Row("depth of the new face less that of the true one, mm", model =>
            Spread(model.Faces.Zip(owners, (face, owner) => FaceSpread.Distance(face.Measured.Face, owner)), "0.00"),
            "0");
        yield return Row("variety: depth between two people's new faces, mm", model =>
            Spread(FaceSpread.Pairs(model.Faces.ConvertAll(face => face.Measured.Face)), "0.00"),
            Spread(FaceSpread.Pairs(owners), "0.00"));
        yield return Row("to the nearest training face, mm", model =>
            Spread(FaceSpread.Nearest(model.Faces.Select(face => face.Measured.Face), training), "0.00"),
            Spread(FaceSpread.Nearest(owners, training), "0.00"));
        yield return Row("brain regions of 17 that differ (Wilcoxon signed-rank, Holm)", model =>
            model.Brains.Differing(), "0");
        yield return Row("scans over 5 % off in intracranial, grey matter, white matter or fluid volume", model =>
            model.Brains.Flagged(), "0");
        yield return Row("volume of a region, absolute difference, %", model =>
            Spread(model.Brains.Percents(), "0.00"), "0");
        yield return Row("seconds a scan of 1 mm", model => Spread(model.Seconds, "0.0"), "");
        yield return Row("peak memory of the process at 1 mm, MiB", model =>
            FormattableString.Invariant($"{model.PeakMebibytes:0}"), "");

        string[] Row(string name, Func<ComparedModel, string> cell, string truth) =>
            [name, .. models.Select(cell), truth];
    }

    private static string Spread(IEnumerable<double> values, string format)
    {
        var sorted = values.Where(value => !double.IsNaN(value)).Order().ToArray();
        return sorted.Length == 0 ? "" : $"{At(0.5)} ({At(0.1)} to {At(0.9)})";

        string At(double share) => sorted[(int)Math.Round(share * (sorted.Length - 1))]
            .ToString(format, System.Globalization.CultureInfo.InvariantCulture);
    }
}
