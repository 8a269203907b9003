namespace RefacePS.Files;

/// <summary>Reads names that files have for values of an enumeration. <see cref="Enum.TryParse{T}(string, out T)"/>
/// takes numbers and lists of names too.</summary>
internal static class EnumName
{
    /// <summary>Finds the value of a name; case does not matter.</summary>
    public static bool TryParse<T>(string? text, out T value) where T : struct, Enum
    {
        value = default;
        var name = Array.Find(
            Enum.GetNames<T>(), name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        return name is not null && Enum.TryParse(name, out value);
    }
}
