using RefacePS.Morphometry;
using RefacePS.Tests.Refacing;
using RefacePS.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Morphometry;

public sealed class BrainAtlasTests : NetworkTest, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(BrainAtlasCard.FileName)]
    [InlineData(BrainAtlas.AverageFile)]
    [InlineData(BrainAtlas.PriorsFile)]
    [InlineData(BrainAtlas.NetworkFile)]
    public void A_folder_that_lacks_a_file_is_no_atlas(string file)
    {
        foreach (var source in Directory.GetFiles(ShippedAtlas.Folder)
            .Where(source => Path.GetFileName(source) != file))
        {
            File.Copy(source, folder.File(Path.GetFileName(source)));
        }

        var fault = Assert.Throws<BrainAtlasException>(() => BrainAtlas.Load(folder.Path, CPU).Dispose());
        Assert.Equal("BrainAtlasInvalid", fault.ErrorId);
        Assert.Contains(folder.Path, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_atlas_that_ships_is_symmetric_and_its_probabilities_sum_to_1()
    {
        using var atlas = BrainAtlas.Load(ShippedAtlas.Folder, CPU);
        using var sum = atlas.Priors.Probabilities.sum([0]);
        Assert.InRange(sum.min().ToSingle(), 0.999f, 1.001f);
        Assert.InRange(sum.max().ToSingle(), 0.999f, 1.001f);
        Assert.InRange((atlas.Priors.Average.Voxels - atlas.Priors.Average.Voxels.flip([0])).abs().max().ToSingle(),
            0, 0.005f);
        Assert.NotEmpty(atlas.Card.Subjects);
    }
}
