using System.Collections;
using System.Management.Automation;

namespace RefacePS.Pipeline;

/// <summary>
/// Says how a file is read to who gives its name, or the file, where a volume is wanted. PowerShell's own error speaks of types only.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class VolumeArgumentAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => FirstFile(inputData) is { } file
        ? throw new ArgumentTransformationMetadataException(RefacePSCmdlet.Format(Messages.FileIsNoVolume, file)) : inputData;

    private static string? FirstFile(object? input) => (input is PSObject wrapped ? wrapped.BaseObject : input) switch
    {
        string text => text,
        FileSystemInfo file => file.FullName,
        IList several => several.Cast<object?>().Select(FirstFile).FirstOrDefault(file => file is not null),
        _ => null,
    };
}
