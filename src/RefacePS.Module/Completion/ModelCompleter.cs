using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using RefacePS.Refacing;
using RefacePS.Resources;

namespace RefacePS.Completion;

/// <summary>Completes the names of the models that ship. It reads the names of folders and loads no network: completion
/// must be quick.</summary>
public sealed class ModelCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters) =>
        Completions.Of(new ModelStore(ModuleFolders.Models).Names(), wordToComplete);
}
