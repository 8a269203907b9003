using System.Collections.ObjectModel;
using System.Globalization;

namespace RefacePS;

/// <summary>
/// Collections whose text is their items. Tables such as those of Export-Csv show the text of a property, and that of
/// any other collection is the name of its type.
/// </summary>
internal static class Readables
{
    private const string Separator = "; ";

    /// <summary>The same items; scripts can index them, from either end.</summary>
    public static IReadOnlyList<T> Readable<T>(this IReadOnlyList<T> items) =>
        items as Collection<T> ?? new Collection<T>([.. items]);

    /// <summary>The same entries.</summary>
    public static IReadOnlyDictionary<TKey, TValue> Readable<TKey, TValue>(
        this IReadOnlyDictionary<TKey, TValue> entries) where TKey : notnull =>
        entries as Entries<TKey, TValue> ?? new Entries<TKey, TValue>(new OrderedDictionary<TKey, TValue>(entries));

    /// <summary>No items.</summary>
    public static IReadOnlyList<T> None<T>() => Collection<T>.None;

    private static string Text(object? item) => Convert.ToString(item, CultureInfo.InvariantCulture) ?? string.Empty;

    private sealed class Collection<T>(T[] items) : ReadOnlyCollection<T>(items)
    {
        public static readonly Collection<T> None = new([]);

        public override string ToString() => string.Join(Separator, this.Select(item => Text(item)));
    }

    private sealed class Entries<TKey, TValue>(IDictionary<TKey, TValue> entries)
        : ReadOnlyDictionary<TKey, TValue>(entries) where TKey : notnull
    {
        public override string ToString() =>
            string.Join(Separator, this.Select(entry => $"{Text(entry.Key)} {Text(entry.Value)}"));
    }
}
