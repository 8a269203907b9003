using System.IO.Hashing;
using System.Management.Automation;
using System.Text;

namespace OtherModule;

/// <summary>The CRC-32 of a text in UTF-8, with the version of the library that computed it.</summary>
[Cmdlet(VerbsCommon.Get, "Checksum")]
[OutputType(typeof(string))]
public sealed class GetChecksumCommand : PSCmdlet
{
    /// <summary>The text.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    public string Text { get; set; } = "";

    /// <inheritdoc/>
    protected override void EndProcessing() =>
        WriteObject($"{Convert.ToHexString(Crc32.Hash(Encoding.UTF8.GetBytes(Text)))} by "
            + $"{typeof(Crc32).Assembly.GetName().Version}");
}
