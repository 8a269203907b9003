using System.Globalization;

namespace RefacePS;

/// <summary>
/// Messages of the resource file with their arguments filled in. A place such as <c>{0:scan has|scans have}</c> is the
/// first wording where that argument is 1, and else the second.
/// </summary>
internal static class MessageText
{
    private static readonly Wording Words = new();

    /// <summary>The message with its arguments, the same in every culture.</summary>
    public static string Format(string message, params object?[] arguments) =>
        string.Format(Words, message, arguments);

    private sealed class Wording : IFormatProvider, ICustomFormatter
    {
        public object? GetFormat(Type? formatType) => formatType == typeof(ICustomFormatter) ? this
            : CultureInfo.InvariantCulture.GetFormat(formatType);

        public string Format(string? format, object? arg, IFormatProvider? formatProvider) =>
            format?.Split('|') is [var one, var many] ? arg is 1 or 1L ? one : many
            : arg is IFormattable number ? number.ToString(format, CultureInfo.InvariantCulture)
            : arg?.ToString() ?? string.Empty;
    }
}
