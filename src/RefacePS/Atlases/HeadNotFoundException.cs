namespace RefacePS.Atlases;

/// <summary>No head was found in a volume, so nothing can be removed safely or measured.</summary>
/// <param name="name">The volume's name.</param>
/// <param name="reason">What speaks against a head, without a full stop.</param>
public sealed class HeadNotFoundException(string name, string reason) : RefacePSException(
    "HeadNotFound", $"No head was found in '{name}': {reason}.")
{
    /// <summary>A volume that the atlas explains badly.</summary>
    /// <param name="name">The volume's name.</param>
    /// <param name="score">Registration score that was reached.</param>
    public HeadNotFoundException(string name, double score)
        : this(name, FormattableString.Invariant(
            $"the head atlas explains {score:P0} of it, less than any head. ")
            + "It may show another part of the body, be cropped to the brain, or be no MRI") =>
        Score = score;

    /// <summary>Correlation ratio that was reached, 0 to 1.</summary>
    public double Score { get; }
}
