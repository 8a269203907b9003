using System.Runtime.InteropServices;
using RefacePS.Compute;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Compute;

/// <summary>The memory of the whole process is counted: nothing else runs meanwhile.</summary>
[CollectionDefinition(nameof(ProcessMemoryTests), DisableParallelization = true)]
[Collection(nameof(ProcessMemoryTests))]
public sealed class ProcessMemoryTests
{
    private const int BlockSize = 64 * 1024;

    /// <summary>Enough that it is worth giving them back, 750 MiB.</summary>
    private const int Blocks = 12000;

    /// <summary>Of so many blocks one stays in use, as results do between what was needed to reach them.</summary>
    private const int KeptEvery = 50;

    [LinuxFact]
    public void Freed_blocks_between_blocks_in_use_go_back_to_the_system()
    {
        // What the process holds now becomes the least: other tests may have needed more before.
        ProcessMemory.Trim();
        var content = Enumerable.Repeat((byte)1, BlockSize).ToArray();
        var blocks = new nint[Blocks];
        for (var i = 0; i < Blocks; i++)
        {
            blocks[i] = Marshal.AllocHGlobal(BlockSize);
            Marshal.Copy(content, 0, blocks[i], BlockSize);
        }

        var free = Enumerable.Range(0, Blocks).Where(i => i % KeptEvery != 0).ToArray();
        Array.ForEach(free, i => Marshal.FreeHGlobal(blocks[i]));
        var before = Environment.WorkingSet;
        ProcessMemory.Trim();
        var freed = before - Environment.WorkingSet;
        foreach (var i in Enumerable.Range(0, Blocks).Except(free))
        {
            Marshal.FreeHGlobal(blocks[i]);
        }

        Assert.True(freed > free.Length * (long)BlockSize / 2, $"{freed >> 20} MiB went back");
    }

    /// <summary>The next scan takes again what stays, and to get it anew from the system takes time.</summary>
    [Theory]
    [InlineData(1350, 1000, false)]
    [InlineData(1450, 1000, true)]
    [InlineData(900, 0, true)]
    public void What_a_scan_of_1_mm_leaves_stays(long resident, long least, bool isMuch) =>
        Assert.Equal(isMuch, ProcessMemory.IsMuch(resident << 20, least << 20));
}
