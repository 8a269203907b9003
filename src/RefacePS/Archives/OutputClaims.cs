using RefacePS.Files;

namespace RefacePS.Archives;

/// <summary>The claims of a plan's items to the files that they write.</summary>
internal static class OutputClaims
{
    /// <summary>All paths below the destination that a plan has a use for.</summary>
    public static IReadOnlySet<string> Of(ArchivePlan plan) =>
        plan.Items.SelectMany(item => item.Outputs).ToHashSet(InputFiles.Names);

    /// <summary>Of two items that would write one file the second fails: its content would take the place of the
    /// first's.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="names">How the destination tells names apart.</param>
    public static ArchivePlan Settle(ArchivePlan plan, StringComparer names)
    {
        var taken = new HashSet<string>(names);
        if (plan.Options.Layout == ArchiveLayout.Derivative)
        {
            taken.Add(DatasetDescription.FileName);
        }

        return plan with
        {
            Sessions = [.. plan.Sessions.Select(session => (ArchiveItem[])[.. session.Select(Claim)])],
            Files = [.. plan.Files.Select(Claim)],
        };

        ArchiveItem Claim(ArchiveItem item)
        {
            if (item.Outputs.FirstOrDefault(taken.Contains) is { } clash)
            {
                return item with
                {
                    Outputs = [],
                    Fault = new ArchiveException(
                        ArchiveFault.DestinationUsedTwice, ArchivePath.Full(plan.Options.Source, item.Path),
                        $"Another file becomes '{clash}' in the destination too. Rename one of them."),
                };
            }

            taken.UnionWith(item.Outputs);
            return item;
        }
    }
}
