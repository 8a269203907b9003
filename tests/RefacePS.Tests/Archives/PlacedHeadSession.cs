using RefacePS.Archives;
using RefacePS.Tests.Defacing;
using RefacePS.Volumes;
using static TorchSharp.torch;

namespace RefacePS.Tests.Archives;

/// <summary>A session whose head, the average one, has been placed. Clearing a map leaves it as it is, so that it
/// serves all maps of a class.</summary>
public sealed class PlacedHeadSession : IDisposable
{
    private readonly HeadProtector protector;
    private readonly ISessionProtector session;
    private readonly Lazy<Volume> clearedQuantity;

    public PlacedHeadSession()
    {
        protector = Protector(Head);
        session = protector.Open();
        session.Locate(Head.Scan(VoxelType.Int16, value => 900 * value), default);
        Quantity = Head.Scan(VoxelType.Float32, value => value < 0.02f ? 0 : 4000 - 3000 * value);
        clearedQuantity = new(() => Clear(Quantity, "sub-1_T1map.nii"));
    }

    public AverageHead Head { get; } = new();

    /// <summary>A map of a quantity of the whole head that lies where the head lies.</summary>
    public Volume Quantity { get; }

    public Volume ClearedQuantity => clearedQuantity.Value;

    public Volume Clear(Volume map, string name) =>
        session.ProtectCompanion(Named(map, name), Treatment.Clear, default);

    internal static Volume Named(Volume volume, string name) =>
        volume with { Path = Path.Combine(Path.GetTempPath(), name) };

    internal static HeadProtector Protector(AverageHead head) =>
        new(() => new(head.Atlas, null, CPU), DefaceRegion.Face, "head 1", null, workers: 1);

    public void Dispose()
    {
        session.Dispose();
        protector.Dispose();
    }
}
