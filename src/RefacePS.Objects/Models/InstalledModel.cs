namespace RefacePS;

/// <summary>A model that Invoke-Reface can use, as its card describes it.</summary>
public sealed record InstalledModel
{
    /// <summary>The name to choose it by: that of its folder.</summary>
    public required string Name { get; init; }

    /// <summary>The version of the weights.</summary>
    public required string Version { get; init; }

    /// <summary>The kind of network.</summary>
    public required string Kind { get; init; }

    /// <summary>Size of a voxel the network draws, in mm along every axis.</summary>
    public required double ResolutionMillimeters { get; init; }

    /// <summary>Whom it was trained on. A study that uses the model leaves them out.</summary>
    public required IReadOnlyList<string> TrainingSubjects { get; init => field = value.Readable(); }

    /// <summary>Whom it was judged on.</summary>
    public required IReadOnlyList<string> ValidationSubjects { get; init => field = value.Readable(); }

    /// <summary>Steps of training.</summary>
    public required long Steps { get; init; }

    /// <summary>Figures on the validation subjects by name.</summary>
    public required IReadOnlyDictionary<string, double> Validation { get; init => field = value.Readable(); }

    /// <summary>Known failures.</summary>
    public required IReadOnlyList<string> KnownFailures { get; init => field = value.Readable(); }

    /// <summary>Licence of the weights.</summary>
    public required string Licence { get; init; }

    /// <summary>Whom to name.</summary>
    public required string Attribution { get; init; }

    /// <summary>The command that made it.</summary>
    public required string Command { get; init; }

    /// <summary>Full path of its folder.</summary>
    public required string Path { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Label.Of(Name, Version);
}
