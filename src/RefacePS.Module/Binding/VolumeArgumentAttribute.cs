using System.Collections;
using System.Management.Automation;

namespace RefacePS.Binding;

/// <summary>
/// Says what to do to who gives a file, its name, or the likeness of a volume that came out of a job, where a volume is
/// wanted. PowerShell's own error speaks of types only.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class VolumeArgumentAttribute : ArgumentTransformationAttribute
{
    /// <summary>The prefix that PowerShell gives to the type of an object that came from another process.</summary>
    private const string Likeness = "Deserialized.RefacePS.Volume";

    /// <summary>True if files and their names are let pass, for they may be meant for another parameter in the same
    /// place.</summary>
    public bool PassesFiles { get; init; }

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        Refusal(inputData) is { } message
        ? throw new ArgumentTransformationMetadataException(message) : inputData;

    private string? Refusal(object? input) => input switch
    {
        PSObject likeness when likeness.TypeNames.Contains(Likeness) => Messages.VolumeOfAnotherProcess,
        PSObject wrapped => wrapped.BaseObject is PSCustomObject ? null : Refusal(wrapped.BaseObject),
        string or FileSystemInfo when PassesFiles => null,
        string text => MessageText.Format(Messages.FileIsNoVolume, text),
        FileSystemInfo file => MessageText.Format(Messages.FileIsNoVolume, file.FullName),
        IList several => several.Cast<object?>().Select(Refusal).FirstOrDefault(message => message is not null),
        _ => null,
    };
}
