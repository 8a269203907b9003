using System.Management.Automation.Runspaces;
using System.Text.RegularExpressions;

namespace RefacePS.Shell;

/// <summary>The arguments of a script: <c>-Name</c> is a parameter, the rest are strings to the letter.</summary>
internal static partial class ScriptArguments
{
    /// <summary>Adds arguments to the command that runs the script.</summary>
    public static void AddTo(Command script, IEnumerable<string> arguments)
    {
        foreach (var argument in arguments)
        {
            script.Parameters.Add(Bind(argument));
        }
    }

    private static CommandParameter Bind(string argument)
    {
        var parameter = Parameter().Match(argument);
        if (!parameter.Success)
        {
            return new(name: null, argument);
        }

        // Without a value of its own, the engine decides whether the next argument is it: it knows what is a switch.
        var (name, value) = (parameter.Groups["name"].Value, parameter.Groups["value"]);
        return value.Success ? new(name, ValueOf(value.Value)) : new(name);
    }

    /// <summary>Switches can be turned off: <c>-Name:$false</c>.</summary>
    private static object ValueOf(string text) => text.ToLowerInvariant() switch
    {
        "$true" => true,
        "$false" => false,
        _ => text,
    };

    [GeneratedRegex(
        @"^(?<name>-[A-Za-z_]\w*)(:(?<value>.+))?$", RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Parameter();
}
