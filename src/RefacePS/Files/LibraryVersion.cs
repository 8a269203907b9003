namespace RefacePS.Files;

/// <summary>The version of this library, as it stands in what it writes.</summary>
internal static class LibraryVersion
{
    /// <summary>Major, minor and patch.</summary>
    public static readonly string Text = typeof(LibraryVersion).Assembly.GetName().Version!.ToString(3);
}
