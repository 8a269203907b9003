using System.Buffers.Binary;
using System.Globalization;
using RefacePS.Module.Tests.Help;
using RefacePS.Tests.Support;

namespace RefacePS.Module.Tests.Support;

/// <summary>The synthetic head of the samples as a DICOM series of axial slices, every third voxel of it.</summary>
internal static class DicomHead
{
    /// <summary>Writes the files, and returns how many there are.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="change">Changes each slice, or null.</param>
    public static int Write(string folder, Func<DicomSlice, DicomSlice>? change = null)
    {
        Directory.CreateDirectory(folder);
        var thin = ThinHead.Write(Path.Combine(folder, "head.nii.gz"), Build.SampleHead);
        var (header, voxels) = (NiftiBytes.Header(thin), NiftiBytes.Voxels<short>(thin));
        File.Delete(thin);
        var sides = Enumerable.Range(0, 3).Select(axis =>
            (int)BinaryPrimitives.ReadInt16LittleEndian(header.AsSpan(42 + 2 * axis))).ToArray();
        var (columns, rows) = (sides[0], sides[1]);
        for (var k = 0; k < sides[2]; k++)
        {
            var first = k * columns * rows;
            var slice = new DicomSlice(0, k + 1, columns).Short(0x00280010, (ushort)rows)
                .Text(0x00200032, "DS", string.Create(
                    CultureInfo.InvariantCulture,
                    $"{-Place(header, 0)}\\{-Place(header, 1)}\\{Place(header, 2) + 3 * k}"))
                .Text(0x00200037, "DS", "-1\\0\\0\\0\\-1\\0").Text(0x00280030, "DS", "3\\3")
                .Text(0x00200052, "UI", "1.2.3.77")
                .Pixels([.. Enumerable.Range(first, columns * rows).Select(voxel => (ushort)Math.Max(
                    voxels[voxel], (short)0))]);
            File.WriteAllBytes(
                Path.Combine(folder, $"{k:000}.dcm"), (change is null ? slice : change(slice)).ToBytes());
        }

        return sides[2];
    }

    /// <summary>Position of the first voxel, in mm.</summary>
    private static float Place(byte[] header, int axis) =>
        BinaryPrimitives.ReadSingleLittleEndian(header.AsSpan(280 + 16 * axis + 12));
}
