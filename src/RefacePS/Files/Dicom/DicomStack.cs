using System.Globalization;

namespace RefacePS.Files.Dicom;

/// <summary>The slices of one volume, in order: slices along the normal, and for each as many frames.</summary>
/// <param name="Slices">By slice, then by frame.</param>
internal sealed record DicomStack(IReadOnlyList<IReadOnlyList<DicomPlane>> Slices)
{
    /// <summary>Deviation of a slice from even spacing that is rounding: positions may be stored to 0.1 mm.</summary>
    private const double RoundingMillimeters = 0.05;

    /// <summary>The same as a share of the spacing.</summary>
    private const double RoundingShare = 0.01;

    /// <summary>Slices closer than this are at one place.</summary>
    private const double SamePlaceMillimeters = 0.01;

    public int FrameCount => Slices[0].Count;

    /// <summary>The first slice of the first frame.</summary>
    public DicomPlane First => Slices[0][0];

    /// <summary>From a slice to the next, in mm: along the normal, and with a tilted gantry across it too.</summary>
    public Vector3D Step => 1.0 / (Slices.Count - 1) * (Slices[^1][0].Geometry.Position - First.Geometry.Position);

    /// <summary>The volumes that planes make: apart by series, contrast and direction.</summary>
    public static IReadOnlyList<IReadOnlyList<DicomPlane>> Group(IEnumerable<DicomPlane> planes)
    {
        var groups = new List<List<DicomPlane>>();
        foreach (var contrast in planes.GroupBy(plane => (plane.SeriesUid, plane.Contrast)))
        {
            var directions = new List<List<DicomPlane>>();
            foreach (var plane in contrast)
            {
                var parallel = directions.Find(group => group[0].Geometry.IsParallelTo(plane.Geometry));
                if (parallel is null)
                {
                    directions.Add([plane]);
                }
                else
                {
                    parallel.Add(plane);
                }
            }

            groups.AddRange(directions);
        }

        return groups;
    }

    /// <summary>Puts the planes of one volume in order.</summary>
    /// <exception cref="VolumeFormatException">
    /// One is missing, there twice, not evenly spaced, or of another size; or there is only one.
    /// </exception>
    public static DicomStack Sort(IReadOnlyList<DicomPlane> planes)
    {
        var normal = planes[0].Geometry.Normal;
        var sorted = planes.OrderBy(plane => plane.Geometry.Along(normal)).ThenBy(plane => plane.Order)
            .ThenBy(plane => plane.Path, StringComparer.Ordinal).ToList();
        RequireSameSize(sorted);
        var slices = new List<List<DicomPlane>>();
        foreach (var plane in sorted)
        {
            if (slices.Count == 0
                || plane.Geometry.Along(normal) - slices[^1][0].Geometry.Along(normal) > SamePlaceMillimeters)
            {
                slices.Add([]);
            }

            slices[^1].Add(plane);
        }

        foreach (var slice in slices)
        {
            slice.Sort((left, right) => left.Order.CompareTo(right.Order));
        }

        RequireSeveral(slices);
        RequireSameFrames(slices);
        var stack = new DicomStack(slices);
        stack.RequireEvenSpacing(normal);
        return stack;
    }

    private static void RequireSameSize(List<DicomPlane> planes)
    {
        var usual = planes.GroupBy(Size).MaxBy(group => group.Count())!.Key;
        if (planes.Find(plane => Size(plane) != usual) is { } other)
        {
            throw new VolumeFormatException(
                VolumeFormatFault.MixedSlices, other.Path,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The slice {other.Name} is of {other.Columns} x {other.Rows} pixels "
                        + $"({other.Format.BitsStored} bits), the others of {usual.Columns} x {usual.Rows} "
                        + $"({usual.BitsStored} bits). Give slices of one size."));
        }
    }

    private static (int Columns, int Rows, int BitsStored, VoxelType Type, float Spacing, float Across) Size(
        DicomPlane plane) => (
        plane.Columns, plane.Rows, plane.Format.BitsStored, plane.Format.VoxelType,
        MathF.Round((float)plane.Geometry.RowSpacing, 3), MathF.Round((float)plane.Geometry.ColumnSpacing, 3));

    private static void RequireSeveral(List<List<DicomPlane>> slices)
    {
        if (slices.Count < 2)
        {
            throw new VolumeFormatException(
                VolumeFormatFault.NotThreeDimensional, slices[0][0].Path,
                "The series has one slice in this direction: a localiser, not a volume. Give the whole scan.");
        }
    }

    private static void RequireSameFrames(List<List<DicomPlane>> slices)
    {
        var twice = slices.SelectMany(slice => slice.GroupBy(plane => (plane.InstanceUid, plane.Frame))).FirstOrDefault(
            same => same.Count() > 1)?.ToList();
        var usual = slices.GroupBy(slice => slice.Count).OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key).First().Key;
        twice ??= slices.Find(slice => slice.Count > usual);
        if (twice is not null)
        {
            throw new VolumeFormatException(
                VolumeFormatFault.DuplicateSlice, twice[^1].Path,
                $"The slices {TwinName(twice)} and {twice[^1].Name} are at the same place of the same volume. Remove "
                    + $"the one that is too many.");
        }

        if (slices.FindIndex(slice => slice.Count < usual) is >= 0 and var few)
        {
            throw new VolumeFormatException(
                VolumeFormatFault.MissingSlice, slices[few][0].Path,
                $"The slice at the place of {slices[few][0].Name} was taken "
                    + $"{Counted.Of(slices[few].Count, "time")}, the others {usual}: a file is missing. "
                    + $"Fetch the series again.");
        }
    }

    /// <summary>Copies in two folders bear one name: there the whole path tells them apart.</summary>
    private static string TwinName(List<DicomPlane> twice) =>
        twice[^2].Name != twice[^1].Name ? twice[^2].Name : twice[^2].Path;

    private void RequireEvenSpacing(Vector3D normal)
    {
        var places = Slices.Select(slice => slice[0].Geometry.Along(normal)).ToArray();
        var gaps = places.Zip(places.Skip(1), (here, next) => next - here).ToArray();
        var usual = gaps.Order().ElementAt((gaps.Length - 1) / 2);
        var rounding = RoundingMillimeters + RoundingShare * usual;
        var wide = Array.FindIndex(
            gaps, gap => gap > 1.5 * usual && Math.Abs(gap / usual - Math.Round(gap / usual)) * usual <= rounding);
        var odd = Array.FindIndex(gaps, gap => Math.Abs(gap - usual) > 2 * rounding);
        if (odd >= 0 && odd == wide && Array.TrueForAll(gaps, gap => IsMultiple(gap, usual, rounding)))
        {
            throw new VolumeFormatException(
                VolumeFormatFault.MissingSlice, Slices[wide + 1][0].Path,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Between the slices {Slices[wide][0].Name} and {Slices[wide + 1][0].Name} "
                        + $"{Counted.Of((long)Math.Round(gaps[wide] / usual) - 1, "slice is", "slices are")} missing: "
                        + $"they are {gaps[wide]:0.###} mm apart, the others {usual:0.###}. Fetch the series again."));
        }

        if (odd >= 0)
        {
            throw Uneven(odd, FormattableString.Invariant($"{gaps[odd]:0.###} mm apart, others {usual:0.###}"));
        }

        RequireStraight(rounding);
    }

    /// <summary>All planes lie on the line from the first to the last, whatever angle it has to them.</summary>
    private void RequireStraight(double rounding)
    {
        var step = Step;
        for (var slice = 0; slice < Slices.Count; slice++)
        {
            var expected = First.Geometry.Position + slice * step;
            if (Slices[slice].FirstOrDefault(
                plane => (plane.Geometry.Position - expected).Length > 2 * rounding) is { } plane)
            {
                throw Uneven(
                    Math.Max(slice - 1, 0),
                    FormattableString.Invariant(
                        $"not in line: {plane.Name} is {(plane.Geometry.Position - expected).Length:0.###} mm off"));
            }
        }
    }

    private static bool IsMultiple(double gap, double usual, double rounding) =>
        Math.Abs(gap - Math.Round(gap / usual) * usual) <= 2 * rounding;

    private VolumeFormatException Uneven(int slice, string what) => new(
        VolumeFormatFault.UnevenSpacing, Slices[slice + 1][0].Path,
        $"The slices {Slices[slice][0].Name} and {Slices[slice + 1][0].Name} are {what}. A volume needs even slices: "
            + $"give the files of one evenly spaced part.");
}
