using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace RefacePS.Completion;

/// <summary>Completes names of brain regions. Tables of other programs have other columns, whose names are to be
/// typed.</summary>
public sealed class RegionCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters) =>
        Completions.Of(BrainVolumes.RegionNames, wordToComplete);
}
