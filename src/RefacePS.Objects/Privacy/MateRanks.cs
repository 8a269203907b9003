namespace RefacePS;

/// <summary>Rank of one face's owner in the gallery, by every distance: 1 is first, and equal distances share the mean
/// of their ranks.</summary>
public sealed record MateRanks
{
    /// <summary>The owner.</summary>
    public required string Subject { get; init; }

    /// <summary>The session, or null.</summary>
    public string? Session { get; init; }

    /// <summary>The variant of the face.</summary>
    public required string Variant { get; init; }

    /// <summary>Name and version of the model that made the face; null where there is none.</summary>
    public string? Model { get; init; }

    /// <summary>The file that the scan came from, or null.</summary>
    public string? Path { get; init; }

    /// <summary>The fit of the kept part of the head to the atlas, 0 to 1.</summary>
    public required double RegistrationScore { get; init; }

    /// <summary>Share of the face's window that lies in the field of view, 0 to 1.</summary>
    public required double FaceInView { get; init; }

    /// <summary>Rank by <see cref="FaceDistance.FrontDepth"/>.</summary>
    public required double FrontDepth { get; init; }

    /// <summary>Rank by <see cref="FaceDistance.SideDepth"/>.</summary>
    public required double SideDepth { get; init; }

    /// <summary>Rank by <see cref="FaceDistance.ScaledDepth"/>.</summary>
    public required double ScaledDepth { get; init; }

    /// <summary>Rank by <see cref="FaceDistance.Surface"/>.</summary>
    public required double Surface { get; init; }

    /// <summary>Rank by <see cref="FaceDistance.Hausdorff95"/>.</summary>
    public required double Hausdorff95 { get; init; }

    /// <summary>Rank by <see cref="FaceDistance.Correlation"/>.</summary>
    public required double Correlation { get; init; }

    /// <summary>Rank by <see cref="FaceDistance.Eigenface"/>.</summary>
    public required double Eigenface { get; init; }

    /// <summary>The rank by a distance.</summary>
    public double Of(FaceDistance distance) => distance switch
    {
        FaceDistance.FrontDepth => FrontDepth,
        FaceDistance.SideDepth => SideDepth,
        FaceDistance.ScaledDepth => ScaledDepth,
        FaceDistance.Surface => Surface,
        FaceDistance.Hausdorff95 => Hausdorff95,
        FaceDistance.Correlation => Correlation,
        FaceDistance.Eigenface => Eigenface,
        _ => throw new ArgumentOutOfRangeException(nameof(distance)),
    };

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{Subject}, {Variant}: rank {Surface:0.#} by surface, {Eigenface:0.#} by eigenfaces");
}
