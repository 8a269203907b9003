namespace RefacePS.Module.Tests.Architecture.Planted.ByBody;

/// <summary>Uses the centre in the body of a method alone.</summary>
internal static class User
{
    public static int Count() => Centre.Count + 1;
}
