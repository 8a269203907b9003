using RefacePS.Module.Tests.Support;
using RefacePS.Tests.Support;

namespace RefacePS.Module.Tests;

/// <summary>Beside a module of somebody else that brings another version of a library of ours; a session of its own
/// each time.</summary>
public sealed class OtherModuleTests : IDisposable
{
    /// <summary>The check value of CRC-32 (ITU-T V.42), least byte first, and the version that the other module was
    /// built with.</summary>
    private const string OtherAnswer = "2639F4CB by 6.0.0.0";

    private const string UseOther = "Get-Checksum 123456789";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_other_module_can_come_first() =>
        AssertBothWork(Build.OtherModule, UseOther, Build.Manifest, [OtherAnswer, OtherAnswer, "scan.nii.gz"]);

    [Fact]
    public void The_other_module_can_come_later() =>
        AssertBothWork(
            Build.Manifest, UseOurs("first"), Build.OtherModule, ["scan.nii.gz", OtherAnswer, "scan.nii.gz"]);

    private void AssertBothWork(string first, string useFirst, string second, string[] expected)
    {
        new NiftiFile().WriteTo(folder, "in/scan.nii.gz");
        const string versions =
            "[System.AppDomain]::CurrentDomain.GetAssemblies().GetName().Where({ $_.Name -eq 'System.IO.Hashing' "
                + "}).Version.Major";

        var (exitCode, output, error) = ShellProcess.RunWith(
            "", first, "-Command",
            string.Join("; ", useFirst, $"Import-Module '{second}'", UseOther, UseOurs("second"), versions));

        Assert.Equal("", error);
        Assert.Equal(0, exitCode);
        var lines = output.TrimEnd().Split(Environment.NewLine);
        Assert.Equal(expected, lines[..^2]);
        Assert.Equal(["10", "6"], lines[^2..].Order(StringComparer.Ordinal));
    }

    /// <summary>Writes a compressed file, whose checksum is the library's, and reads it again.</summary>
    private string UseOurs(string name) =>
        $"(Import-Volume '{folder.File("in/scan.nii.gz")}' | Export-Volume -Destination '{folder.File(name)}' "
        + "-WarningAction SilentlyContinue | "
        + "ForEach-Object { if ($_.Name -like '*.gz') { Import-Volume $_.FullName } }).Name";
}
