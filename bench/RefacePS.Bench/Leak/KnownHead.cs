using System.Buffers.Binary;
using RefacePS.Atlases;
using RefacePS.Defacing;
using RefacePS.Files;
using RefacePS.Volumes;
using static TorchSharp.torch;

namespace RefacePS.Bench.Leak;

/// <summary>A head of the cohort, and which of its voxels are surely face.</summary>
internal sealed class KnownHead
{
    /// <summary>Bytes in a row that are looked for.</summary>
    public const int RunLength = 16;

    /// <summary>Values that such a row has at least, so that it is found nowhere by chance.</summary>
    private const int FewestValues = 8;

    /// <summary>Depth (mm) in the face beyond which voxels are surely face.</summary>
    private const double SurelyFace = 6;

    /// <summary>Reads a head and finds its face. It lies upright by its header, and its place was looked at.</summary>
    public KnownHead(string path, HeadAtlas atlas)
    {
        Scan = NiftiReader.Read(path);
        using var image = Image.FromVolume(Scan, CPU);
        Threshold = HeadThreshold.Otsu(image.Voxels);
        using var alignment = new Defacer(atlas, CPU).Locate(Scan, default);
        using var scope = NewDisposeScope();
        var depth = atlas.Zones.At(alignment.ToAtlas(Resampling.WorldPoints(Scan.Grid, CPU))).FaceDepth;
        Face = (depth > SurelyFace).data<bool>().ToArray();
        Values = VoxelConversion.ToFloat(Scan);
    }

    /// <summary>The scan as it came.</summary>
    public Volume Scan { get; }

    /// <summary>Its real values, x fastest.</summary>
    public float[] Values { get; }

    /// <summary>The intensity that parts head from air.</summary>
    public double Threshold { get; }

    /// <summary>True if a voxel is surely face, x fastest.</summary>
    public bool[] Face { get; }

    /// <summary>Rows of bytes of tissue that only the face of an image of this head's grid has: the noise of air is
    /// alike in all of them, and so is a map that hardly differs from voxel to voxel.</summary>
    /// <param name="stored">Stored voxels of one frame.</param>
    /// <param name="size">Bytes a voxel.</param>
    public IEnumerable<byte[]> Runs(ReadOnlyMemory<byte> stored, int size)
    {
        var voxels = RunLength / size;
        var elsewhere = RunsElsewhere(stored, size);
        for (var voxel = 0; voxel + voxels <= Face.Length; voxel += voxels)
        {
            if (voxel / Scan.Grid.Nx == (voxel + voxels - 1) / Scan.Grid.Nx
                && Array.TrueForAll(Face[voxel..(voxel + voxels)], face => face)
                && Array.TrueForAll(Values[voxel..(voxel + voxels)], value => value > Threshold))
            {
                var run = stored.Slice(voxel * size, RunLength).ToArray();
                if (run.Distinct().Count() >= FewestValues
                    && !elsewhere.Contains(BinaryPrimitives.ReadUInt128LittleEndian(run)))
                {
                    yield return run;
                }
            }
        }
    }

    /// <summary>Rows that are not the face's alone.</summary>
    private HashSet<UInt128> RunsElsewhere(ReadOnlyMemory<byte> stored, int size)
    {
        var voxels = RunLength / size;
        var (rows, faceInRow) = (new HashSet<UInt128>(), 0);
        for (var voxel = 0; voxel < Face.Length; voxel++)
        {
            faceInRow = Face[voxel] ? faceInRow + 1 : 0;
            if (faceInRow < voxels && voxel >= voxels - 1)
            {
                rows.Add(BinaryPrimitives.ReadUInt128LittleEndian(stored.Span.Slice((voxel + 1) * size - RunLength)));
            }
        }

        return rows;
    }
}
