using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace RefacePS.Completion;

/// <summary>Completes <c>-Device</c>. It offers names and loads nothing: completion must be quick.</summary>
public sealed class DeviceCompleter : IArgumentCompleter
{
    private static readonly string[] Names = ["Auto", "Cpu", "Cuda"];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters) =>
        Completions.Of(Names, wordToComplete);
}
