using RefacePS.Archives;
using RefacePS.Atlases;

namespace RefacePS.ArchiveHost;

/// <summary>
/// A quick stand-in for defacing: the front half (second axis) of every image is its face, and becomes 0. Subjects
/// whose label begins with <c>nohead</c> have no head; those of <c>doubt</c> are doubtful.
/// </summary>
/// <param name="pause">Milliseconds that each scan takes at least.</param>
/// <param name="model">Name of the model that it claims.</param>
internal sealed class HalfProtector(int pause = 0, string model = "half 1.0.0") : IScanProtector
{
    private readonly List<string> treated = [];

    /// <summary>The scans that were treated, in order.</summary>
    public IReadOnlyList<string> Treated => treated;

    public string Parameters(Treatment treatment) => treatment == Treatment.Reface ? $"Reface; {model}"
        : treatment.ToString();

    public ISessionProtector Open() => new Session(this, pause, model);

    private sealed class Session(HalfProtector owner, int pause, string model) : ISessionProtector
    {
        private bool isLocated;

        public Volume ProtectHead(Volume head, Treatment treatment, CancellationToken cancel)
        {
            Locate(head, cancel);
            return Protect(head, treatment, cancel);
        }

        public void Locate(Volume head, CancellationToken cancel)
        {
            if (head.Subject!.StartsWith("nohead", StringComparison.Ordinal))
            {
                throw new HeadNotFoundException(head.Name, 0.1);
            }

            isLocated = true;
        }

        public Volume ProtectCompanion(Volume companion, Treatment treatment, CancellationToken cancel) => isLocated
            ? Protect(companion, treatment, cancel)
            : throw new HeadNotFoundException(companion.Name, 0.1);

        public void Dispose()
        {
        }

        private Volume Protect(Volume scan, Treatment treatment, CancellationToken cancel)
        {
            cancel.WaitHandle.WaitOne(pause);
            cancel.ThrowIfCancellationRequested();
            lock (owner.treated)
            {
                owner.treated.Add(scan.Name);
            }

            var mask = Front(scan.Grid);
            var isDoubtful = scan.Subject!.StartsWith("doubt", StringComparison.Ordinal);
            return scan.WithVoxels(Blank(scan, mask)) with
            {
                Kind = treatment == Treatment.Reface ? VolumeKind.Refaced : VolumeKind.Defaced,
                FaceMask = mask,
                Model = treatment == Treatment.Reface ? model : null,
                Quality = new DefaceQuality
                {
                    Status = isDoubtful ? DefaceStatus.Doubtful : DefaceStatus.Good,
                    RegistrationScore = 0.9,
                    BrainVoxelsRemoved = 0,
                    FaceRemaining = 0,
                    FaceInView = 1,
                    Reasons = isDoubtful ? ["the face may be elsewhere"] : [],
                },
            };
        }

        private static Mask Front(VoxelGrid grid)
        {
            var voxels = new byte[grid.VoxelCount];
            for (var voxel = 0; voxel < voxels.Length; voxel++)
            {
                voxels[voxel] = voxel / grid.Nx % grid.Ny >= grid.Ny / 2 ? (byte)1 : (byte)0;
            }

            return new Mask(grid, voxels);
        }

        private static byte[] Blank(Volume scan, Mask mask)
        {
            var (voxels, size, count) = (scan.Voxels.ToArray(), scan.VoxelType.ByteSize(), (int)scan.Grid.VoxelCount);
            for (var voxel = 0; voxel < count * scan.FrameCount; voxel++)
            {
                if (mask.Voxels.Span[voxel % count] != 0)
                {
                    voxels.AsSpan(voxel * size, size).Clear();
                }
            }

            return voxels;
        }
    }
}
