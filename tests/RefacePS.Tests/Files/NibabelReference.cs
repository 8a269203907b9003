using System.Globalization;
using System.Security.Cryptography;
using RefacePS.Tests.Support;
using RefacePS.Volumes;

namespace RefacePS.Tests.Files;

/// <summary>Nibabel's description of a file: a line of <c>nibabel_reference.py describe</c>.</summary>
internal sealed record NibabelReference(
    string Path, string DType, string Shape, string Orientation, double[] Affine, double Slope, double Intercept,
    string Hash,
    (int Index, double Value)[] Samples)
{
    private static readonly string Script = System.IO.Path.Combine(
        AppContext.BaseDirectory, "Files", "nibabel_reference.py");

    public static void WriteFiles(string folder) => Python.Run(Script, "write", folder);

    public static void WriteMghFiles(string folder) => Python.Run(Script, "write-mgh", folder);

    public static NibabelReference[] Describe(IEnumerable<string> files) =>
        [.. Python.Run([Script, "describe", .. files]).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(Parse)];

    /// <summary>True if nibabel finds the same real values on the same affine in both files.</summary>
    public static void AssertSame(string first, string second) => Python.Run(Script, "same", first, second);

    /// <summary>Holds a volume against what nibabel says of its file.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="precision">How far the affines may lie apart, as a share of their largest element.</param>
    public void AssertEqual(Volume volume, double precision = 1e-12)
    {
        Assert.Equal(DType, DTypeOf(volume.VoxelType));
        Assert.Equal(Shape, ShapeOf(volume));
        Assert.Equal(Orientation, volume.Grid.Orientation);
        AssertAffine(volume.Grid.Grid2World, precision);
        Assert.Equal((Slope, Intercept), VoxelConversion.EffectiveScaling(volume));
        Assert.Equal(Hash, Convert.ToHexStringLower(SHA256.HashData(volume.Voxels.Span)));
        AssertSamples(volume);
    }

    /// <summary>Both sides compute in double precision from the stored numbers; what differs is the order of
    /// products.</summary>
    private void AssertAffine(AffineMatrix actual, double precision)
    {
        var scale = Affine.Max(Math.Abs);
        foreach (var (e, a) in Affine.Zip(actual.ToRows()))
        {
            Assert.Equal(e, a, precision * scale);
        }
    }

    /// <summary>The nearest single-precision number to nibabel's double: one rounding, so nothing to
    /// tolerate.</summary>
    private void AssertSamples(Volume volume)
    {
        var frames = Enumerable.Range(0, volume.FrameCount).Select(frame => VoxelConversion.ToFloat(volume, frame))
            .ToArray();
        foreach (var (index, value) in Samples)
        {
            Assert.Equal((float)value, frames[index / frames[0].Length][index % frames[0].Length]);
        }
    }

    private static string ShapeOf(Volume volume) =>
        $"{volume.Grid.Nx}x{volume.Grid.Ny}x{volume.Grid.Nz}{(volume.FrameCount > 1 ? $"x{volume.FrameCount}" : "")}";

    private static string DTypeOf(VoxelType type)
    {
        var order = type.ByteSize() == 1 ? '|' : '<';
        var kind = type.ToString()[0] switch { 'U' => 'u', 'I' => 'i', _ => 'f' };
        return $"{order}{kind}{type.ByteSize()}";
    }

    private static NibabelReference Parse(string line)
    {
        var fields = line.Split('\t');
        return new(
            fields[0], fields[1], fields[2], fields[3], [.. fields[4].Split(' ').Select(Number)], Number(fields[5]),
            Number(fields[6]), fields[7],
            [.. fields[8].Split(' ').Select(ParseSample)]);
    }

    private static (int Index, double Value) ParseSample(string text)
    {
        var pair = text.Split('=');
        return (int.Parse(pair[0], CultureInfo.InvariantCulture), Number(pair[1]));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
