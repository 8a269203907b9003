namespace RefacePS.Volumes;

/// <summary>
/// Computed tomography as what looks for a head in it reads it. Bone is twenty times as bright above water as brain is;
/// beside it all soft parts of a head look alike, and so they are shown in a window of their own, as radiologists do.
/// </summary>
internal static class SoftTissueWindow
{
    /// <summary>The window in Hounsfield units: from below fat to above clotted blood.</summary>
    public const float Low = -200;

    /// <inheritdoc cref="Low"/>
    public const float High = 150;

    /// <summary>The window in which brain stands out from all else, in Hounsfield units: from water to clotted
    /// blood.</summary>
    public static readonly (float Low, float High) Brain = (0, 100);

    /// <summary>Half way from air to water.</summary>
    private const double AirEnds = -500;

    /// <summary>A head is so much soft tissue at least; images of another kind whose air has been given this value have
    /// their tissues spread otherwise.</summary>
    private const double LeastSoftTissue = 0.6;

    private const double LeastAir = 0.05;
    private const double LeastTissue = 0.02;

    /// <summary>True for values that are Hounsfield units, of a scan with air round it.</summary>
    /// <param name="values">Values, padding taken for air.</param>
    public static bool Suits(ReadOnlySpan<float> values)
    {
        var (air, tissue, soft, all) = (0, 0, 0, 0);
        for (var i = 0; i < values.Length; i += Math.Max(1, values.Length / HeadThreshold.EnoughValues))
        {
            var value = values[i];
            all++;
            air += value >= Padding.Air.Low && value <= Padding.Air.High ? 1 : 0;
            tissue += value > AirEnds ? 1 : 0;
            soft += value is >= Low and <= High ? 1 : 0;
        }

        return air >= LeastAir * all && tissue >= LeastTissue * all && soft >= LeastSoftTissue * tissue;
    }
}
