namespace RefacePS.Module.Tests.Support;

/// <summary>Tests that share one engine.</summary>
[CollectionDefinition(Name)]
public sealed class SharedEngine : ICollectionFixture<Engine>
{
    public const string Name = "Engine";
}
