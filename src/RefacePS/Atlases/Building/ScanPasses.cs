using static TorchSharp.torch;

namespace RefacePS.Atlases.Building;

/// <summary>Passes over the scans of an atlas in the making. They are read anew in each: all of them do not fit into
/// memory.</summary>
/// <typeparam name="TStage">The stages of the work.</typeparam>
/// <param name="scans">Where they are.</param>
/// <param name="passes">Passes that the whole work takes.</param>
/// <param name="progress">Told before each scan of each pass; or null.</param>
/// <param name="cancel">Ends the work between two scans.</param>
internal sealed class ScanPasses<TStage>(
    IReadOnlyList<LabelledScan> scans, int passes, IProgress<AtlasProgress<TStage>>? progress,
    CancellationToken cancel) where TStage : Enum
{
    private int pass;

    /// <summary>Reads one scan after another and works on it; tensors that the work leaves are freed.</summary>
    /// <param name="stage">What the pass is for.</param>
    /// <param name="load">Reads a scan.</param>
    /// <param name="work">The work, on the index of the scan and what was read.</param>
    public void Run<THead>(TStage stage, Func<LabelledScan, THead> load, Action<int, THead> work)
        where THead : IDisposable
    {
        for (var index = 0; index < scans.Count; index++)
        {
            cancel.ThrowIfCancellationRequested();
            progress?.Report(new(stage, index + 1, scans.Count, (pass + (double)index / scans.Count) / passes));
            using var scope = NewDisposeScope();
            using var head = load(scans[index]);
            work(index, head);
        }

        pass++;
    }
}
