using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace RefacePS.Binding;

/// <summary>Subjects to leave out as a user names them: texts, or tables of subject and reason.</summary>
internal static class SubjectReasons
{
    /// <summary>Reasons by subject.</summary>
    public static Dictionary<string, string> Read(IEnumerable<object> items)
    {
        var reasons = new Dictionary<string, string>();
        foreach (var item in items.Select(item => item is PSObject wrapped ? wrapped.BaseObject : item))
        {
            if (item is IDictionary table)
            {
                foreach (DictionaryEntry entry in table)
                {
                    reasons[Text(entry.Key)] = Text(entry.Value) is { Length: > 0 } reason ? reason
                        : Messages.LeftOutAsAsked;
                }
            }
            else
            {
                reasons[Text(item)] = Messages.LeftOutAsAsked;
            }
        }

        return reasons;
    }

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
}
