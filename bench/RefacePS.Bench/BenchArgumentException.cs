namespace RefacePS.Bench;

/// <summary>Arguments that are well formed and of no use, such as a page without the section to write.</summary>
internal sealed class BenchArgumentException(string message) : Exception(message);
