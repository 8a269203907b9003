using RefacePS.Refacing.Networks;
using RefacePS.Refacing.Pix2Pix;
using TorchSharp;

namespace RefacePS.Tests.Refacing.Pix2Pix;

public sealed class SliceGeneratorTests : NetworkTest, IDisposable
{
    private const int Slices = 7;
    private const int Side = 16;
    private readonly UnetGenerator network;

    public SliceGeneratorTests()
    {
        torch.manual_seed(5);
        network = new UnetGenerator(new UnetOptions(Depth: 3, Filters: 4));
    }

    public void Dispose() => network.Dispose();

    [Fact]
    public void A_slice_follows_from_itself_and_its_neighbours()
    {
        var generator = new SliceGenerator(network, batchSize: 3);
        var head = Head();
        var before = generator.Generate(head);

        head.Slice(3)[100] += 0.5f;
        var after = generator.Generate(head);

        var changed = Enumerable.Range(0, Slices)
            .Where(slice => !before.Slice(slice).SequenceEqual(after.Slice(slice)));
        Assert.Equal([2, 3, 4], changed);
    }

    [Fact]
    public void The_same_head_gives_the_same_face() =>
        Assert.Equal(new SliceGenerator(network).Generate(Head()).Values, new SliceGenerator(network)
            .Generate(Head()).Values);

    [Fact]
    public void Slices_not_asked_for_come_back_as_they_went_in()
    {
        var head = Head();
        var all = new SliceGenerator(network, batchSize: 1).Generate(head);

        var some = new SliceGenerator(network, batchSize: 1).Generate(head, [1, 5]);

        for (var slice = 0; slice < Slices; slice++)
        {
            Assert.Equal((slice is 1 or 5 ? all : head).Slice(slice), some.Slice(slice));
        }
    }

    [Fact]
    public void Averaged_with_its_mirror_image_a_head_has_no_sides()
    {
        var generator = new SliceGenerator(network, averageMirrored: true);

        var mirroredFirst = generator.Generate(Mirrored(Head())).Values;
        var mirroredLast = Mirrored(generator.Generate(Head())).Values;

        // The two means add in the other order, which for two numbers is exact; blocking of a batch may differ by ulps.
        Assert.All(mirroredFirst.Zip(mirroredLast), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    [Fact]
    public void Stops_when_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => new SliceGenerator(network).Generate(Head(), cancelled.Token));
    }

    [Fact]
    public void Leaves_no_tensor_behind()
    {
        var generator = new SliceGenerator(network, averageMirrored: true);
        generator.Generate(Head());
        var live = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        generator.Generate(Head());
        Assert.Equal(live, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }

    private static HeadSlices Head()
    {
        var random = new Random(3);
        return new HeadSlices(Slices, Side, Side,
            [.. Enumerable.Range(0, Slices * Side * Side).Select(_ => 2 * random.NextSingle() - 1)]);
    }

    private static HeadSlices Mirrored(HeadSlices head) =>
        new(head.Slices, head.Rows, head.Columns,
            [.. head.Values.Chunk(head.SliceLength).Reverse().SelectMany(slice => slice)]);
}
