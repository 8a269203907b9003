using System.Globalization;

namespace RefacePS;

/// <summary>Messages of the resource file with their arguments filled in.</summary>
internal static class MessageText
{
    /// <summary>The message with its arguments, the same in every culture.</summary>
    public static string Format(string message, params object?[] arguments) =>
        string.Format(CultureInfo.InvariantCulture, message, arguments);
}
