using System.IO.Compression;
using RefacePS.Files;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Files;

/// <summary>A compressed file is read to its end, and what does not match its checksum is never taken for
/// voxels.</summary>
public sealed class DamagedGzipTests : IDisposable
{
    /// <summary>Every so many-th bit is flipped: all of them take a minute.</summary>
    private const int Stride = 37;

    private static readonly NiftiSample Scan = NiftiSample.Random(
        new Random(2), VoxelType.Int16, isWide: false, isBigEndian: false) with
    {
        Dimensions = [3, 15, 15, 15, 1, 1, 1, 1],
        SformCode = 1,
        Voxels = Smooth(15 * 15 * 15),
        Extensions = [],
    };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>A flip is refused, or it was in a field that says nothing of the content, such as the time.</summary>
    [Fact]
    public void FlippedBitsNeverGiveOtherVoxels()
    {
        var whole = Content(CompressionLevel.Optimal);
        var refused = 0;
        for (var bit = 0; bit < whole.Length * 8; bit += Stride)
        {
            var damaged = whole.ToArray();
            damaged[bit / 8] ^= (byte)(1 << bit % 8);
            refused += IsRefused(damaged) ? 1 : 0;
        }

        Assert.InRange(refused, whole.Length * 8 / Stride - 8, whole.Length * 8);
    }

    [Fact]
    public void FilesWithoutTheirEndAreCutShort()
    {
        var whole = Content(CompressionLevel.Fastest);
        for (var length = whole.Length - 40; length < whole.Length; length++)
        {
            Assert.Equal("VolumeTruncated", Refusal(whole[..length]));
        }
    }

    [Fact]
    public void MembersAreReadOneAfterTheOther()
    {
        byte[] plain = [.. Scan.Header(isSingle: true), .. Scan.Voxels];
        var first = Compressed(plain[..1000]);
        var second = Compressed(plain[1000..]);
        Assert.Equal(Scan.Voxels, Read([.. first, .. second]).Voxels.ToArray());
        Assert.Equal(Scan.Voxels, Read([.. first, .. Compressed([]), .. second, .. Compressed([])]).Voxels.ToArray());
        second[^5] ^= 1;
        Assert.Equal("CorruptGzip", Refusal([.. first, .. second]));
        Assert.Equal("VolumeTruncated", Refusal([.. first, .. second[..^9]]));
    }

    /// <summary>Bytes after the image within the compressed data belong to it, and their damage is damage.</summary>
    [Fact]
    public void WhatFollowsTheVoxelsIsReadToo()
    {
        byte[] plain = [.. Scan.Header(isSingle: true), .. Scan.Voxels, .. new byte[200_000]];
        var whole = Compressed(plain);
        Assert.Equal(Scan.Voxels, Read(whole).Voxels.ToArray());
        whole[^1] ^= 1;
        Assert.Equal("CorruptGzip", Refusal(whole));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(512)]
    [InlineData(20_000)]
    public void ZerosMayFollow(int count) => Assert.Equal(
        Scan.Voxels, Read([.. Content(CompressionLevel.Fastest), .. new byte[count]]).Voxels.ToArray());

    [Theory]
    [InlineData(new byte[] { 1 })]
    [InlineData(new byte[] { 0, 0, 7 })]
    [InlineData(new byte[] { 0x1f })]
    [InlineData(new byte[] { 0x1f, 0x8b, 8, 0xff, 0, 0, 0, 0, 0, 0 })]
    public void OtherBytesMayNot(byte[] rest) =>
        Assert.Equal("CorruptGzip", Refusal([.. Content(CompressionLevel.Fastest), .. rest]));

    /// <summary>Every optional field of RFC 1952, and a checksum over all of them.</summary>
    [Fact]
    public void HeadersWithNamesAndCommentsAreRead()
    {
        byte[] fields = [0x1f, 0x8b, 8, 0x1f, 1, 2, 3, 4, 0, 3, 2, 0, 65, 66, .. "scan.nii\0by hand\0"u8];
        var checksum = (ushort)System.IO.Hashing.Crc32.HashToUInt32(fields);
        byte[] header = [.. fields, (byte)checksum, (byte)(checksum >> 8)];
        var body = Content(CompressionLevel.Fastest)[10..];
        Assert.Equal(Scan.Voxels, Read([.. header, .. body]).Voxels.ToArray());
        header[4] ^= 1;
        Assert.Equal("CorruptGzip", Refusal([.. header, .. body]));
    }

    /// <summary>The header of a pair is a file of its own, and is read to its own end.</summary>
    [Fact]
    public void HeadersOfPairsAreCheckedToo()
    {
        var path = Scan.WriteTo(folder, "pair.hdr.gz");
        var whole = File.ReadAllBytes(path);
        whole[^6] ^= 4;
        File.WriteAllBytes(path, whole);
        var error = Assert.Throws<VolumeFormatException>(() => NiftiReader.Read(path));
        Assert.Equal((VolumeFormatFault.CorruptGzip, path), (error.Fault, error.Path));
    }

    private bool IsRefused(byte[] content)
    {
        try
        {
            Assert.Equal(Scan.Voxels, Read(content).Voxels.ToArray());
            return false;
        }
        catch (RefacePSException)
        {
            return true;
        }
    }

    private string Refusal(byte[] content) => Assert.ThrowsAny<RefacePSException>(() => Read(content)).ErrorId;

    private Volume Read(byte[] content)
    {
        var path = folder.File("scan.nii.gz");
        File.WriteAllBytes(path, content);
        return NiftiReader.Read(path);
    }

    private static byte[] Content(CompressionLevel level) =>
        Compressed([.. Scan.Header(isSingle: true), .. Scan.Voxels], level);

    private static byte[] Compressed(byte[] plain, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, level, leaveOpen: true))
        {
            gzip.Write(plain);
        }

        return buffer.ToArray();
    }

    /// <summary>Voxels that compress, as those of a scan do.</summary>
    private static byte[] Smooth(int count)
    {
        var random = new Random(4);
        return [.. Enumerable.Range(0, count).SelectMany(i => BitConverter.GetBytes((short)(300 + i % 15 * 40
            + random.Next(30))))];
    }
}
