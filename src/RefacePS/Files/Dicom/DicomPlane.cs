namespace RefacePS.Files.Dicom;

/// <summary>Position of a plane of pixels: in mm, in the patient's system of DICOM (PS3.3, C.7.6.2), to the Left,
/// Posterior, Superior.</summary>
/// <param name="Position">Centre of the first pixel.</param>
/// <param name="RowDirection">Unit vector along a row, to growing columns.</param>
/// <param name="ColumnDirection">Unit vector along a column, to growing rows.</param>
/// <param name="RowSpacing">Distance of two rows.</param>
/// <param name="ColumnSpacing">Distance of two columns.</param>
internal sealed record PlaneGeometry(
    Vector3D Position, Vector3D RowDirection, Vector3D ColumnDirection, double RowSpacing, double ColumnSpacing)
{
    /// <summary>Directions that differ by less are the same: they are stored with some digits only.</summary>
    private const double SameDirection = 1e-3;

    /// <summary>Unit vector across the plane: row x column.</summary>
    public Vector3D Normal => RowDirection.Cross(ColumnDirection);

    /// <summary>Place along a normal, in mm.</summary>
    public double Along(Vector3D normal) => Position.Dot(normal);

    /// <summary>True if two planes are parallel and their rows are too.</summary>
    public bool IsParallelTo(PlaneGeometry other) =>
        (RowDirection - other.RowDirection).Length < SameDirection
        && (ColumnDirection - other.ColumnDirection).Length < SameDirection;
}

/// <summary>A slice of a volume: a plane of pixels, and what tells it from others of its series.</summary>
internal sealed record DicomPlane
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>True if the file is too short for the images that it claims.</summary>
    public bool IsCut { get; init; }

    /// <summary>Other files that are copies of it.</summary>
    public IReadOnlyList<string> Copies { get; init; } = [];

    /// <summary>The file and its copies.</summary>
    public IEnumerable<string> Files => [Path, .. Copies];

    /// <summary>Number of the image in the file, from 0.</summary>
    public required int Frame { get; init; }

    /// <summary>First column and row of the slice in the image: not 0 in a mosaic.</summary>
    public (int X, int Y) Tile { get; init; }

    public required int Columns { get; init; }

    public required int Rows { get; init; }

    public required PixelFormat Format { get; init; }

    public required PlaneGeometry Geometry { get; init; }

    /// <summary>Stored value to real value.</summary>
    public required double Slope { get; init; }

    /// <summary>See <see cref="Slope"/>.</summary>
    public required double Intercept { get; init; }

    public required string SeriesUid { get; init; }

    public required string InstanceUid { get; init; }

    /// <summary>The marks that set apart volumes of a series that are not frames of one: the type of image, the echo,
    /// the inversion.</summary>
    public required string Contrast { get; init; }

    /// <summary>The texts of the file that name a person, a visit or a moment, where they stand in a path.</summary>
    public IReadOnlyList<string> Telling { get; init; } = [];

    /// <summary>True if the file says that text is burned into its pixels.</summary>
    public bool HasTextBurnedIn { get; init; }

    /// <summary>Echo time in ms, or null.</summary>
    public double? EchoTime { get; init; }

    /// <summary>The keys that order the frames of a slice, the first that differs deciding.</summary>
    public required FrameOrder Order { get; init; }

    /// <summary>The slice in words, for errors.</summary>
    public string Name => Format.Frames > 1 || Tile != default
        ? FormattableString.Invariant($"{System.IO.Path.GetFileName(Path)}, image {Frame + 1}")
        : System.IO.Path.GetFileName(Path);
}

/// <summary>The order of what was taken again and again at one place.</summary>
internal readonly record struct FrameOrder(
    double Temporal, double Acquisition, double Trigger, string Time, double Instance, int Frame)
        : IComparable<FrameOrder>
{
    public int CompareTo(FrameOrder other) =>
        (Temporal, Acquisition, Trigger, Time, Instance, Frame).CompareTo(
            (other.Temporal, other.Acquisition, other.Trigger, other.Time, other.Instance, other.Frame));
}
