using System.Management.Automation;

namespace RefacePS.Shell;

/// <summary>
/// Draws the progress of running activities below the text, a line each, on a terminal; does nothing where the output
/// is redirected.
/// </summary>
internal sealed class ProgressDisplay(TextWriter terminal)
{
    private const int BarWidth = 24;
    private const string EraseBelow = "\r\e[J";

    private readonly OrderedDictionary<int, ProgressRecord> activities = [];
    private readonly bool isTerminal = !Console.IsErrorRedirected && !Console.IsOutputRedirected;
    private bool isDrawn;

    /// <summary>Takes in a record and draws what runs now.</summary>
    public void Update(ProgressRecord record)
    {
        if (!isTerminal)
        {
            return;
        }

        if (record.RecordType == ProgressRecordType.Completed)
        {
            activities.Remove(record.ActivityId);
        }
        else
        {
            activities[record.ActivityId] = record;
        }

        Hide();
        Draw();
    }

    /// <summary>Forgets activities that a command left running when it ended.</summary>
    public void Clear()
    {
        Hide();
        activities.Clear();
    }

    /// <summary>Erases what is drawn.</summary>
    public void Hide()
    {
        if (isDrawn)
        {
            terminal.Write(EraseBelow);
            isDrawn = false;
        }
    }

    private void Draw()
    {
        if (activities.Count == 0)
        {
            return;
        }

        var width = Math.Max(Console.WindowWidth - 1, 20);
        var lines = activities.Values.Select(record => Fit(Describe(record), width));
        terminal.Write(string.Join('\n', lines) + (activities.Count > 1 ? $"\e[{activities.Count - 1}A\r" : "\r"));
        isDrawn = true;
    }

    private static string Describe(ProgressRecord record)
    {
        var bar = record.PercentComplete < 0 ? string.Empty
            : $" [{new string('#', record.PercentComplete * BarWidth / 100),-BarWidth}] {record.PercentComplete} %";
        var left = record.SecondsRemaining < 0 ? string.Empty
            : $", {TimeSpan.FromSeconds(record.SecondsRemaining):h\\:mm\\:ss} left";
        return $"{record.Activity}{bar}{left}: {record.StatusDescription} {record.CurrentOperation}".TrimEnd();
    }

    private static string Fit(string text, int width) => text.Length <= width ? text : text[..width];
}
