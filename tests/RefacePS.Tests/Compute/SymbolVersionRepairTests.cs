using System.Runtime.InteropServices;
using RefacePS.Native;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Compute;

public sealed class SymbolVersionRepairTests
{
    private const string Version = "GLIBCXX_3.4.32";

    [LinuxFact]
    public void The_repaired_library_loads_on_this_system() =>
        NativeLibrary.Free(NativeLibrary.Load(RepairedLibrary));

    [LinuxFact]
    public void Repairing_twice_changes_nothing()
    {
        var once = File.ReadAllBytes(RepairedLibrary);
        var twice = once.ToArray();

        Assert.False(SymbolVersionRepair.Weaken(new ElfImage(twice), Version));
        Assert.Equal(once, twice);
    }

    [LinuxFact]
    public void The_repair_changes_the_flag_of_one_entry_alone()
    {
        var repaired = File.ReadAllBytes(RepairedLibrary);
        var original = repaired.ToArray();
        var flag = FlagOffset(original);
        original[flag] = 0;
        var again = original.ToArray();

        Assert.True(SymbolVersionRepair.Weaken(new ElfImage(again), Version));
        Assert.Equal(repaired, again);
        Assert.Equal(flag, Enumerable.Range(0, again.Length).Single(i => again[i] != original[i]));
    }

    [LinuxFact]
    public void A_version_that_is_used_is_left_alone()
    {
        var bytes = File.ReadAllBytes(RepairedLibrary);
        var before = bytes.ToArray();

        var refusal = Assert.Throws<InvalidDataException>(
            () => SymbolVersionRepair.Weaken(new ElfImage(bytes), "GLIBCXX_3.4.30"));

        Assert.Contains("is used", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, bytes);
    }

    [LinuxFact]
    public void A_version_that_is_not_asked_for_is_an_error()
    {
        var image = new ElfImage(File.ReadAllBytes(RepairedLibrary));

        Assert.Throws<InvalidDataException>(() => SymbolVersionRepair.Weaken(image, "GLIBCXX_9.9.99"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(4096)]
    public void A_file_that_is_no_library_is_an_error(int length) =>
        Assert.Throws<InvalidDataException>(() => new ElfImage(new byte[length]));

    [LinuxFact]
    public void A_truncated_library_is_an_error()
    {
        var bytes = File.ReadAllBytes(RepairedLibrary);

        Assert.Throws<InvalidDataException>(() => new ElfImage(bytes[..(bytes.Length / 2)]));
    }

    private static string RepairedLibrary => Path.Combine(BuiltLibraries.Path, "libLibTorchSharp.so");

    /// <summary>
    /// An oracle apart from the parser: an entry holds the version's hash (System V ABI, "Hash Table"), 4 bytes before
    /// its flags, and nothing else in the file holds that number before a flag of 2.
    /// </summary>
    private static int FlagOffset(byte[] library)
    {
        var hash = Version.Aggregate(0u, (h, letter) =>
        {
            h = (h << 4) + letter;
            return (h ^ ((h & 0xf0000000) >> 24)) & 0x0fffffff;
        });
        byte[] pattern = [.. BitConverter.GetBytes(hash), 2, 0];
        return library.AsSpan().IndexOf(pattern) + 4;
    }
}
