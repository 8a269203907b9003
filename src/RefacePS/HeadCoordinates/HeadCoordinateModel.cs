using RefacePS.Compute;
using RefacePS.Volumes;
using RefacePS.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.HeadCoordinates;

/// <summary>
/// Sees in a scan where the cavity of the brain is and where in an atlas each of its voxels belongs: by a network,
/// without registration, and without a belief in what the header calls front, top or left. Its weights
/// (models/head-coordinates) are part of the assembly, so that nothing can be exchanged or left out.
/// </summary>
internal sealed class HeadCoordinateModel : IDisposable
{
    private const string Weights = "RefacePS.HeadCoordinates.network.safetensors";

    private static readonly LoadedParts<string, HeadCoordinateModel> Loaded = new();

    private readonly HeadCoordinateNetwork network = new();

    private HeadCoordinateModel(SafeTensorsFile weights, Device device)
    {
        NetworkWeights.ImportAll(network, weights.Tensors);
        network.eval();
        network.to(device);
    }

    /// <summary>The model that ships, loaded once for each device.</summary>
    public static HeadCoordinateModel Shipped(Device device) =>
        Loaded.Get(device.ToString(), () => Load(device));

    /// <summary>A model by its file.</summary>
    public static HeadCoordinateModel Read(string path, Device device) => new(SafeTensorsFile.Read(path), device);

    private static HeadCoordinateModel Load(Device device)
    {
        using var stream = typeof(HeadCoordinateModel).Assembly.GetManifestResourceStream(Weights)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new HeadCoordinateModel(SafeTensorsReader.Parse(Weights, bytes), device);
    }

    /// <inheritdoc/>
    public void Dispose() => network.Dispose();

    /// <summary>Looks at a scan; the caller disposes what is seen. Null where the scan shows nothing at all.</summary>
    /// <param name="scan">The scan.</param>
    /// <param name="hasWorld">Whether its header says how its axes lie. Where it does not, or where no head is seen
    /// so, the axes are tried in every order.</param>
    public SeenHead? See(Image scan, bool hasWorld)
    {
        using var shrunk = Resampling.Shrink(scan, HeadBox.Spacing);
        // The network is small, and what it says is not to depend on the number of threads.
        return OneThread.Run(() => SeeShrunk(shrunk, hasWorld));
    }

    private SeenHead? SeeShrunk(Image shrunk, bool hasWorld)
    {
        var first = Best(shrunk, hasWorld);
        if (first is not { IsHead: true })
        {
            return first;
        }

        // Upright heads are seen best, but for those whose first look was astray or whose view ends close by.
        return Better(first, Look(HeadBox.Prepare(shrunk, first.Fit.Scan2Atlas)));
    }

    /// <summary>The look along the axes of the header, or along those that say most.</summary>
    private SeenHead? Best(Image shrunk, bool hasWorld)
    {
        var axes = HeadBox.AxesOf(shrunk.Grid);
        var best = Look(HeadBox.Prepare(shrunk, axes));
        if (hasWorld && best is { IsHead: true })
        {
            return best;
        }

        foreach (var order in Orientation.Permutations.Where(order => !order.AsSpan().SequenceEqual(axes)))
        {
            best = Better(best, Look(HeadBox.Prepare(shrunk, order)));
        }

        return best;
    }

    /// <summary>The look whose coordinates agree better with each other; the other one is disposed. What is a head
    /// comes before what is none.</summary>
    private static SeenHead? Better(SeenHead? one, SeenHead? other)
    {
        var isOther = (other is { IsHead: true }, -other?.Fit.Residual ?? double.NegativeInfinity)
            .CompareTo((one is { IsHead: true }, -one?.Fit.Residual ?? double.NegativeInfinity)) > 0;
        (isOther ? one : other)?.Dispose();
        return isOther ? other : one;
    }

    private SeenHead? Look(Image? box)
    {
        using (box)
        {
            if (box is null)
            {
                return null;
            }

            using var scope = NewDisposeScope();
            using var noGradient = no_grad();
            return SeenHead.Of(box.Grid, network.call(box.Voxels.unsqueeze(0).unsqueeze(0))[0]);
        }
    }
}
