using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace RefacePS.Shell;

/// <summary>Questions to the user: confirmation, and mandatory parameters that were not given.</summary>
internal sealed class UserPrompts(PSHostUserInterface console, bool isInteractive)
{
    public static PSNotSupportedException NotSupported() => new("This host does not ask for passwords.");

    /// <exception cref="HostException">Nobody is there to answer.</exception>
    public string ReadLine()
    {
        if (!isInteractive)
        {
            throw new HostException("Nothing can be asked in a non-interactive session.");
        }

        return Console.In.ReadLine() ?? throw new HostException("The input has ended.");
    }

    public int AskForChoice(string caption, string message, IReadOnlyList<ChoiceDescription> choices, int defaultChoice)
    {
        WriteHeading(caption, message);
        var keys = choices.Select(choice => KeyOf(choice.Label)).ToList();
        var menu = string.Join(
            "  ", choices.Select(
                (choice, i) => $"[{keys[i]}] {choice.Label.Replace("&", "", StringComparison.Ordinal)}"));
        var hint = defaultChoice >= 0 ? $" (default is \"{keys[defaultChoice]}\")" : string.Empty;
        while (true)
        {
            console.Write($"{menu}{hint}: ");
            var answer = ReadLine().Trim();
            var chosen = answer.Length == 0 ? defaultChoice : IndexOf(answer, choices, keys);
            if (chosen >= 0)
            {
                return chosen;
            }
        }
    }

    public Dictionary<string, PSObject> AskForValues(
        string caption, string message, IEnumerable<FieldDescription> fields)
    {
        WriteHeading(caption, message);
        return fields.ToDictionary(field => field.Name, AskForValue);
    }

    private PSObject AskForValue(FieldDescription field)
    {
        var type = LanguagePrimitives.ConvertTo<Type>(field.ParameterAssemblyFullName is "" ? "System.String"
            : field.ParameterTypeFullName);
        if (!type.IsArray)
        {
            return PSObject.AsPSObject(
                LanguagePrimitives.ConvertTo(ReadField(field.Name), type, CultureInfo.InvariantCulture));
        }

        var items = new List<string>();
        while (ReadField($"{field.Name}[{items.Count}]") is { Length: > 0 } item)
        {
            items.Add(item);
        }

        return PSObject.AsPSObject(LanguagePrimitives.ConvertTo(items.ToArray(), type, CultureInfo.InvariantCulture));
    }

    private string ReadField(string name)
    {
        console.Write($"{name}: ");
        return ReadLine();
    }

    private void WriteHeading(string caption, string message)
    {
        foreach (var line in new[] { caption, message }.Where(line => !string.IsNullOrEmpty(line)))
        {
            console.WriteLine(line);
        }
    }

    private static int IndexOf(string answer, IReadOnlyList<ChoiceDescription> choices, List<string> keys)
    {
        var byKey = keys.FindIndex(key => key.Equals(answer, StringComparison.OrdinalIgnoreCase));
        return byKey >= 0 ? byKey : choices.ToList().FindIndex(
            choice => choice.Label.Replace("&", "", StringComparison.Ordinal)
                .Equals(answer, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The letter after the ampersand, which picks a choice.</summary>
    private static string KeyOf(string label)
    {
        var mark = label.IndexOf('&', StringComparison.Ordinal);
        return mark >= 0 && mark + 1 < label.Length ? label.Substring(mark + 1, 1).ToUpperInvariant() : label;
    }
}
