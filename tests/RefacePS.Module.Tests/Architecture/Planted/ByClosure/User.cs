namespace RefacePS.Module.Tests.Architecture.Planted.ByClosure;

/// <summary>Uses the centre in a function that another one makes.</summary>
internal static class User
{
    public static IEnumerable<int> Counts => new[] { 1 }.Select(count => count + Centre.Count);
}
