namespace RefacePS;

/// <summary>The text by which records name a model or an atlas.</summary>
internal static class Label
{
    /// <summary>Name and version with a space between.</summary>
    public static string Of(string name, string version) => $"{name} {version}";
}
