using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using RefacePS.Refacing;

namespace RefacePS.Completion;

/// <summary>Completes the kinds of model that can be trained.</summary>
public sealed class ModelKindCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters) =>
        Completions.Of(ModelKinds.Trainable.Select(kind => kind.Name).Order(StringComparer.Ordinal), wordToComplete);
}
