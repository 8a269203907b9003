using System.Management.Automation;

namespace RefacePS.Completion;

/// <summary>The completions that completers offer.</summary>
internal static class Completions
{
    /// <summary>The names that begin with a word, in any case.</summary>
    public static IEnumerable<CompletionResult> Of(IEnumerable<string> names, string word) =>
        names.Where(name => name.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .Select(name => new CompletionResult(name));
}
