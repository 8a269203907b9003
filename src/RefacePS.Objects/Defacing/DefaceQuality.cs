namespace RefacePS;

/// <summary>The verdict on a defacing.</summary>
public enum DefaceStatus
{
    /// <summary>The head registered and the face was removed.</summary>
    Good,

    /// <summary>Something is doubtful; a person should look. <see cref="DefaceQuality.Reasons"/> says what.</summary>
    Doubtful,

    /// <summary>The scan came without a face: it had been defaced before.</summary>
    AlreadyDefaced,
}

/// <summary>The confidence of a defacing in itself. Scripts cannot assign to it, for <c>=</c> is easily typed where
/// <c>-eq</c> is meant.</summary>
public sealed record DefaceQuality
{
    /// <summary>The verdict.</summary>
    public DefaceStatus Status { get; internal init; } = DefaceStatus.Doubtful;

    /// <summary>Registration score: correlation ratio of the scan given the atlas, 0 (unrelated) to 1 (explained by
    /// it).</summary>
    public double RegistrationScore { get; internal init; }

    /// <summary>Correlation ratio of the scan given the atlas in and round the face alone, 0 to 1: low where the face
    /// lies elsewhere than believed.</summary>
    public double FaceAgreement { get; internal init; }

    /// <summary>Voxels of the estimated brain (intracranial cavity) inside the removed zone. Always 0 unless something
    /// is wrong.</summary>
    public long BrainVoxelsRemoved { get; internal init; }

    /// <summary>Share of the expected face in the field of view that was not removed, 0 to 1.</summary>
    public double FaceRemaining { get; internal init; } = 1;

    /// <summary>Share of the face that lies inside the field of view, 0 to 1; what fills that up was never measured and
    /// is outside.</summary>
    public double FaceInView { get; internal init; }

    /// <summary>
    /// Verdict of a look at the result for a face that shares nothing with the defacing. Anything but NoFace is never
    /// Good.
    /// </summary>
    public FaceCheckStatus SecondLook { get; internal init; } = FaceCheckStatus.Uncertain;

    /// <summary>Share of the expected face's tissue that the second look sees in the result, 0 to 1; NaN where it sees
    /// no head.</summary>
    public double FaceShown { get; internal init; } = double.NaN;

    /// <summary>
    /// Distance of the artificial face, as it meets the head, from the faces that its model has learned: 0 for their
    /// mean, at most 1 for a face. NaN before refacing, and where the model cannot tell.
    /// </summary>
    public double FaceDeviation { get; internal init; } = double.NaN;

    /// <summary>Reasons for a status that is not Good; empty otherwise.</summary>
    public IReadOnlyList<string> Reasons { get; internal init => field = value.Readable(); } = Readables.None<string>();

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Status} (score {RegistrationScore:0.00})");
}
