using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using RefacePS.Archives;
using RefacePS.Files;
using RefacePS.Paths;

namespace RefacePS.Completion;

/// <summary>Completes subjects by the names of the scans that the command line gives with <c>-Path</c>. It opens no
/// file: completion must be quick.</summary>
public sealed class SubjectCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        ArgumentNullException.ThrowIfNull(fakeBoundParameters);
        var pattern = fakeBoundParameters["SubjectPattern"] is string text ? new Regex(text) : null;
        var subjects = ScansOf(fakeBoundParameters["Path"])
            .Select(scan => BidsName.SubjectOf(scan, pattern)).OfType<string>()
            .Where(subject => subject.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return Completions.Of(subjects, wordToComplete);
    }

    private static IEnumerable<string> ScansOf(object? paths)
    {
        // The paths of the session are a script's to ask for: a completer has no session of its own.
        if (LanguagePrimitives.TryConvertTo<string[]>(paths, out var given) && given is not null
            && ScriptBlock.Create("$ExecutionContext.SessionState.Path").InvokeReturnAsIs() is PSObject
                { BaseObject: PathIntrinsics session })
        {
            return given.SelectMany(path => FilesAt(session, path)).Where(file => VolumePath.Parse(file).IsVolume);
        }

        return [];
    }

    private static IEnumerable<string> FilesAt(PathIntrinsics session, string path)
    {
        try
        {
            return FileSystemPaths.Matching(session, path)
                .SelectMany(match => Directory.Exists(match) ? ScanTree.Heads(match, out _) : [match]);
        }
        catch (RefacePSException)
        {
            // What cannot be found has no names to offer; the command itself will say so.
            return [];
        }
    }
}
