using System.Text.Json;

namespace RefacePS.Bench.Generality;

/// <summary>The results of a run, a line each, in a file that outlives it.</summary>
internal sealed class GeneralityLedger : IDisposable
{
    private static readonly JsonSerializerOptions Options = new()
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly List<GeneralityResult> results = [];
    private readonly StreamWriter? file;

    /// <summary>Goes on with what is in a folder; without one nothing is kept.</summary>
    public GeneralityLedger(string? folder)
    {
        if (folder is null)
        {
            return;
        }

        var path = Path.Combine(Directory.CreateDirectory(folder).FullName, "generality.jsonl");
        if (File.Exists(path))
        {
            results.AddRange(File.ReadLines(path).Select(
                line => JsonSerializer.Deserialize<GeneralityResult>(line, Options)!));
        }

        file = File.AppendText(path);
    }

    /// <summary>All results that are known so far.</summary>
    public IReadOnlyList<GeneralityResult> Results => results;

    /// <summary>True if a form of a head was seen already.</summary>
    public bool Knows(string head, string form) =>
        results.Exists(result => result.Head == head && result.Removal == form);

    /// <summary>Adds a result.</summary>
    public void Add(GeneralityResult result)
    {
        results.Add(result);
        file?.WriteLine(JsonSerializer.Serialize(result, Options));
        file?.Flush();
    }

    public void Dispose() => file?.Dispose();
}
