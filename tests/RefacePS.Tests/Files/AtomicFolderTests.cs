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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_that_belongs_elsewhere_comes_with_the_others(bool isThere)
    {
        if (isThere)
        {
            Directory.CreateDirectory(Destination);
        }

        AtomicFolder.Write(Destination, WriteTwo, root.File("mask"));

        Assert.Equal([Path.Combine(Destination, "first")], Directory.GetFiles(Destination));
        Assert.Equal("new", File.ReadAllText(root.File("mask")));
        Assert.Equal([Destination, root.File("mask")], Directory.GetFileSystemEntries(root.Path).Order());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Where_it_cannot_none_of_the_others_comes(bool isThere)
    {
        if (isThere)
        {
            Directory.CreateDirectory(Destination);
        }

        Assert.Throws<VolumeFileException>(() =>
            AtomicFolder.Write(Destination, WriteTwo, root.File("nowhere/mask")));

        Assert.Equal(isThere, Directory.Exists(Destination));
        Assert.Equal(isThere ? [Destination] : [], Directory.GetFileSystemEntries(root.Path));
        Assert.Empty(isThere ? Directory.GetFileSystemEntries(Destination) : []);
    }

    private static void WriteTwo(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "first"), "new");
        File.WriteAllText(Path.Combine(folder, "mask"), "new");
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

    /// <summary>Said by the folder's own writing, and by that of a file in it, whose folder nobody finds any
    /// more.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_full_disk_is_named_as_what_it_is_and_with_the_folder_that_was_asked_for(bool isOfFile)
    {
        const int noSpace = 28;
        var full = new IOException("No space left.", noSpace);

        var fault = Assert.Throws<VolumeFileException>(() => AtomicFolder.Write(Destination, folder =>
        {
            if (isOfFile)
            {
                AtomicFile.Write(Path.Combine(folder, "first"), overwrite: false, _ => throw full);
            }

            throw full;
        }));

        Assert.Equal(("DiskFull", Destination), (fault.ErrorId, fault.Path));
        Assert.Empty(Directory.GetFileSystemEntries(root.Path));
    }

    [Fact]
    public void Files_that_were_there_are_as_they_were_where_one_cannot_be_replaced()
    {
        string[] names = [.. Enumerable.Range(0, 9).Select(i => $"file{i}")];
        Directory.CreateDirectory(Path.Combine(Destination, names[4]));
        var before = names.Except([names[4], names[8]]).Select(name => Path.Combine(Destination, name)).ToList();
        before.ForEach(path => File.WriteAllText(path, "old"));

        var fault = Assert.Throws<VolumeFileException>(() => AtomicFolder.Write(Destination, folder =>
            Array.ForEach(names, name => File.WriteAllText(Path.Combine(folder, name), "new"))));

        Assert.Equal("DestinationNotWritable", fault.ErrorId);
        Assert.All(before, path => Assert.Equal("old", File.ReadAllText(path)));
        Assert.Equal(before, Directory.GetFiles(Destination).Order(StringComparer.Ordinal));
        Assert.Equal([Destination], Directory.GetFileSystemEntries(root.Path));
    }
}
