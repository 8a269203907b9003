using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace RefacePS.Help;

/// <summary>Build step: writes the help of the cmdlets of an assembly.</summary>
public sealed class WriteCmdletHelp : Microsoft.Build.Utilities.Task
{
    /// <summary>The built cmdlets.</summary>
    [Required]
    public string CmdletAssembly { get; set; } = string.Empty;

    /// <summary>The assemblies that they were compiled against.</summary>
    [Required]
    public ITaskItem[] References { get; set; } = [];

    /// <summary>The markdown pages, one a cmdlet.</summary>
    [Required]
    public ITaskItem[] Pages { get; set; } = [];

    /// <summary>The file to write.</summary>
    [Required]
    public string HelpFile { get; set; } = string.Empty;

    /// <inheritdoc/>
    public override bool Execute()
    {
        var pages = new Dictionary<string, HelpPage>(StringComparer.Ordinal);
        foreach (var path in Pages.Select(page => page.GetMetadata("FullPath")))
        {
            ReadPage(path, pages);
        }

        if (!Log.HasLoggedErrors)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(HelpFile)!);
            using var cmdlets =
                new CmdletReader(CmdletAssembly, References.Select(reference => reference.GetMetadata("FullPath")));
            MamlWriter.Write(cmdlets.Cmdlets(), pages).Save(HelpFile);
        }

        return !Log.HasLoggedErrors;
    }

    private void ReadPage(string path, Dictionary<string, HelpPage> pages)
    {
        try
        {
            var page = HelpPageReader.Read(File.ReadAllText(path));
            pages.Add(page.Name, page);
        }
        catch (HelpPageException e)
        {
            Log.LogError(subcategory: null, "HELP", helpKeyword: null, path, 0, 0, 0, 0, e.Message);
        }
    }
}
