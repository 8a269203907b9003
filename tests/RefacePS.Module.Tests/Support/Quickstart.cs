using RefacePS.Tests.Support;

namespace RefacePS.Module.Tests.Support;

/// <summary>One run of the quickstart for all tests of it.</summary>
[CollectionDefinition(Name)]
public sealed class Quickstart : ICollectionFixture<Quickstart>, IDisposable
{
    public const string Name = "Quickstart";

    private readonly TemporaryFolder folder = new();

    public Quickstart()
    {
        Folder = folder.File("quickstart-output");
        (ExitCode, Output, Error) =
            ShellProcess.Run(Path.Combine(Build.SamplesFolder, "quickstart.ps1"), "-Destination", Folder);
    }

    public string Sample { get; } = Build.SampleHead;

    public string Folder { get; }

    public int ExitCode { get; }

    public string Output { get; }

    public string Error { get; }

    /// <summary>1 where the face was removed.</summary>
    public byte[] Mask() => NiftiBytes.Voxels<byte>(Path.Combine(Folder, "head_desc-face_mask.nii.gz"));

    public void Dispose() => folder.Dispose();
}
