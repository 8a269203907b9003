namespace RefacePS;

/// <summary>All that comes of an attack on a gallery of faces.</summary>
public sealed record ReidentificationSummary
{
    /// <summary>People in the gallery.</summary>
    public required int Gallery { get; init; }

    /// <summary>Seed of the bootstrap and of the altered copies.</summary>
    public required int Seed { get; init; }

    /// <summary>A row a set and distance; sets in the order in which they came.</summary>
    public required IReadOnlyList<ReidentificationRisk> Rows { get; init => field = value.Readable(); }

    /// <summary>The same attack on altered copies of the gallery's intact faces, a row a distance; none where that was
    /// not tried.</summary>
    public required IReadOnlyList<ReidentificationRisk> Control { get; init => field = value.Readable(); }

    /// <summary>
    /// The same attack with the average face, carried to each head of the gallery by what defacing keeps, a row a
    /// distance: what a head tells of its owner without any face. Faces that find their owners no more often than this
    /// give away no more than that.
    /// </summary>
    public required IReadOnlyList<ReidentificationRisk> AverageFaceRows { get; init => field = value.Readable(); }

    /// <summary>
    /// The same attack with the face that each probe predicts by what was kept of its head, a row a set and distance;
    /// none where no face was predicted. It tells what stays of an owner when the face itself is gone.
    /// </summary>
    public IReadOnlyList<ReidentificationRisk> PredictedFaceRows { get; init => field = value.Readable(); }
        = Readables.None<ReidentificationRisk>();

    /// <summary>Ranks of the owner of each predicted face.</summary>
    public IReadOnlyList<MateRanks> PredictedFaceProbes { get; init => field = value.Readable(); }
        = Readables.None<MateRanks>();

    /// <summary>Ranks of the owner of each face.</summary>
    public required IReadOnlyList<MateRanks> Probes { get; init => field = value.Readable(); }

    /// <summary>Ranks of the owner of each altered copy.</summary>
    public required IReadOnlyList<MateRanks> ControlProbes { get; init => field = value.Readable(); }

    /// <summary>Tests of whether the faces are nearer to the truth than the average face is, a row a set and distance
    /// in mm.</summary>
    public required IReadOnlyList<AverageFaceTest> AverageFaceTests { get; init => field = value.Readable(); }

    /// <summary>The scans that played no part, and why.</summary>
    public required IReadOnlyList<RiskExclusion> Exclusions { get; init => field = value.Readable(); }

    /// <summary>Notices that a reader should know before trusting the rest.</summary>
    public required IReadOnlyList<RiskNotice> Notices { get; init => field = value.Readable(); }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Counted.Of(Gallery, "person", "people")}, {Counted.Of(Probes.Count, "face")} looked up; "
        + string.Join("; ", Rows.Where(row => row.Distance == FaceDistance.Eigenface));
}
