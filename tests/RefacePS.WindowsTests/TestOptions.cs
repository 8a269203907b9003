using Xunit.Abstractions;

namespace RefacePS.WindowsTests;

/// <summary>The options of a run; what is not set is as xUnit has it.</summary>
internal sealed class TestOptions : ITestFrameworkDiscoveryOptions, ITestFrameworkExecutionOptions
{
    /// <summary>One test after another: Wine is at its best with few threads.</summary>
    private readonly Dictionary<string, object?> values = new()
        { ["xunit.execution.DisableParallelization"] = (bool?)true };

    public TValue GetValue<TValue>(string name) => values.TryGetValue(name, out var value) ? (TValue)value! : default!;

    public void SetValue<TValue>(string name, TValue value) => values[name] = value;
}
