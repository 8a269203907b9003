using System.Management.Automation;

namespace RefacePS.Module.Tests.Support;

/// <summary>The outcome of a script.</summary>
/// <param name="Output">Objects written.</param>
/// <param name="Errors">Errors that did not end the script.</param>
/// <param name="Warnings">Warnings.</param>
/// <param name="Progress">Progress records.</param>
internal sealed record EngineResult(
    IReadOnlyList<PSObject> Output,
    IReadOnlyList<ErrorRecord> Errors,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<ProgressRecord> Progress)
{
    /// <summary>The error that ended the script, or null.</summary>
    public ErrorRecord? Fatal { get; init; }
}
