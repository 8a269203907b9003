namespace RefacePS.Files.Dicom;

/// <summary>A volume that DICOM files hold, found by their headers and not read yet.</summary>
public sealed class DicomSeries
{
    private readonly IReadOnlyList<DicomPlane> planes;
    private readonly string part;

    internal DicomSeries(IReadOnlyList<DicomPlane> planes, string part) => (this.planes, this.part) = (planes, part);

    /// <summary>UID of the series.</summary>
    public string SeriesUid => planes[0].SeriesUid;

    /// <summary>Full path of the first file.</summary>
    public string Path => planes[0].Path;

    /// <summary>Full paths of its files, copies among them, by name.</summary>
    public IReadOnlyList<string> Files =>
        [.. planes.SelectMany(plane => plane.Files).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Full paths of those files that are copies of others, and of these, by name.</summary>
    public IReadOnlyList<(string Copy, string Original)> Copies => DicomCopies.Of(planes);

    /// <summary>True if one of its files says that text is burned into its pixels.</summary>
    public bool HasTextBurnedIn => planes.Any(plane => plane.HasTextBurnedIn);

    /// <summary>True if it holds phases, or parts of complex numbers.</summary>
    internal bool IsPhase => Component(planes[0].Contrast) != "mag";

    /// <summary>Its slices, in no order.</summary>
    internal IReadOnlyList<DicomPlane> Planes => planes;

    /// <summary>Reads the volume.</summary>
    /// <exception cref="VolumeFileException">A file cannot be read.</exception>
    /// <exception cref="VolumeFormatException">
    /// The slices are no volume: one is missing, there twice, not evenly spaced or of another size; or pixels are
    /// damaged.
    /// </exception>
    public Volume Read(CancellationToken cancellation = default) => DicomReader.Read(planes, part, cancellation);

    /// <summary>The volumes of planes: series by series, in the order of their first files.</summary>
    internal static IReadOnlyList<DicomSeries> Of(IEnumerable<DicomPlane> planes)
    {
        var groups = DicomStack.Group(planes);
        var found = new List<DicomSeries>();
        foreach (var series in groups.GroupBy(group => group[0].SeriesUid))
        {
            var parts = PartNames([.. series]);
            found.AddRange(series.Select((group, index) => new DicomSeries(group, parts[index])));
        }

        return found;
    }

    /// <summary>Entities of BIDS that tell the volumes of a series apart: echo, part of the complex signal, and else a
    /// number.</summary>
    private static string[] PartNames(IReadOnlyList<IReadOnlyList<DicomPlane>> groups)
    {
        if (groups.Count == 1)
        {
            return [Component(groups[0][0].Contrast) is var alone and not "mag" ? $"part-{alone}" : ""];
        }

        var echoes = groups.Select(group => group[0].EchoTime).Distinct().Order().ToList();
        var components = groups.Select(group => Component(group[0].Contrast)).Distinct().ToList();
        var names = groups.Select(group => string.Join('_', new[]
        {
            echoes.Count > 1 ? $"echo-{echoes.IndexOf(group[0].EchoTime) + 1}" : "",
            components.Count > 1 ? $"part-{Component(group[0].Contrast)}" : "",
        }.Where(name => name.Length > 0))).ToArray();
        return [.. names.Select((name, index) => names.Count(other => other == name) == 1
            ? name : $"{name}{(name.Length > 0 ? "_" : "")}chunk-{Earlier(index) + 1}")];

        int Earlier(int index) => names.Take(index).Count(other => other == names[index]);
    }

    private static string Component(string contrast)
    {
        var words = contrast.Split('\\', '|');
        return words.Contains("P") || words.Contains("PHASE") || words.Contains("PHASE MAP") ? "phase"
            : words.Contains("R") || words.Contains("REAL") ? "real"
            : words.Contains("I") || words.Contains("IMAGINARY") ? "imag"
            : "mag";
    }
}
