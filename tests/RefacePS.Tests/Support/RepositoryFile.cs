namespace RefacePS.Tests.Support;

/// <summary>Files of the project that tests read as they are.</summary>
internal static class RepositoryFile
{
    /// <summary>Full path of a file by its path from the root of the project.</summary>
    public static string Path(string relative)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "RefacePS.sln")))
            {
                return System.IO.Path.Combine(folder.FullName, relative);
            }
        }

        throw new InvalidOperationException("The tests do not run below the project's root.");
    }
}
