using RefacePS.Files;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Files;

public sealed class AtomicFolderTests : IDisposable
{
    private readonly TemporaryFolder root = new();

    private string Destination => root.File("made");

    public void Dispose() => root.Dispose();

    [Fact]
    public void Files_that_are_there_stay_or_are_replaced()
    {
        Directory.CreateDirectory(Destination);
        File.WriteAllText(Path.Combine(Destination, "kept"), "old");
        File.WriteAllText(Path.Combine(Destination, "replaced"), "old");

        AtomicFolder.Write(Destination, folder => File.WriteAllText(Path.Combine(folder, "replaced"), "new"));

        Assert.Equal(
            ["old", "new"],
            new[] { "kept", "replaced" }.Select(name => File.ReadAllText(Path.Combine(Destination, name))));
        Assert.Equal([Destination], Directory.GetFileSystemEntries(root.Path));
    }

    [Fact]
    public void A_failure_leaves_nothing()
    {
        var fault = Assert.Throws<VolumeFileException>(() => AtomicFolder.Write(Destination, folder =>
        {
            File.WriteAllText(Path.Combine(folder, "first"), "new");
            throw new IOException("the disk is gone");
        }));

        Assert.Equal(("DestinationNotWritable", Destination), (fault.ErrorId, fault.Path));
        Assert.Empty(Directory.GetFileSystemEntries(root.Path));
    }
}
