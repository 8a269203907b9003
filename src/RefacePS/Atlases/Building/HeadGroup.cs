using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Atlases.Building;

/// <summary>The heads of an atlas in the making.</summary>
/// <param name="scans">Where they are.</param>
/// <param name="passes">Passes that the whole work takes.</param>
/// <param name="device">Where to compute.</param>
/// <param name="progress">Told before each head of each pass; or null.</param>
/// <param name="cancel">Ends the work between two heads.</param>
internal sealed class HeadGroup(
    IReadOnlyList<LabelledScan> scans, int passes, Device device, IProgress<AtlasProgress<AtlasStage>>? progress,
    CancellationToken cancel)
{
    private readonly ScanPasses<AtlasStage> group = new(scans, passes, progress, cancel);

    /// <summary>Heads in the group.</summary>
    public int Count => scans.Count;

    /// <summary>The device to compute on.</summary>
    public Device Device => device;

    /// <summary>Ends the work.</summary>
    public CancellationToken Cancel => cancel;

    /// <summary>Reads one head after another and works on it; tensors that the work leaves are freed.</summary>
    /// <param name="stage">What the pass is for.</param>
    /// <param name="work">The work, on the index of the head and the head.</param>
    public void ForEach(AtlasStage stage, Action<int, LabelledHead> work) =>
        group.Run(stage, scan => scan.Load(device, cancel), work);
}
