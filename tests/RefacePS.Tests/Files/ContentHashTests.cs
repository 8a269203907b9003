using RefacePS.Atlases;
using RefacePS.Morphometry;
using RefacePS.Refacing.Models;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Files;

/// <summary>Atlases and models are told apart by what is in their files.</summary>
public sealed class ContentHashTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("average.nii.gz")]
    [InlineData("face-zone.nii.gz")]
    [InlineData("atlas.json")]
    public void An_atlas_whose_file_changed_is_another(string file)
    {
        AssertTellsApart(file, () => HeadAtlas.HashOf(folder.Path));
        AssertTellsApart(file == "face-zone.nii.gz" ? "priors.nii.gz" : file, () => BrainAtlas.HashOf(folder.Path));
    }

    [Theory]
    [InlineData("card.json")]
    [InlineData("generator.safetensors")]
    [InlineData("shapes.safetensors")]
    public void A_model_whose_file_changed_is_another(string file) =>
        AssertTellsApart(file, new RefaceModel(folder.Path, null!).ContentHash);

    private void AssertTellsApart(string file, Func<string> hash)
    {
        var path = folder.File(file);
        File.WriteAllText(path, "before");
        var before = hash();
        var time = File.GetLastWriteTimeUtc(path);

        File.SetLastWriteTimeUtc(path, time.AddDays(1));
        Assert.Equal(before, hash());
        File.WriteAllText(path, "after!");
        Assert.NotEqual(before, hash());
        File.Delete(path);
        Assert.NotEqual(before, hash());
        File.WriteAllText(path, "before");
        Assert.Equal(before, hash());
    }
}
