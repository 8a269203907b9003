namespace RefacePS.Module.Tests.Architecture.Planted;

/// <summary>Uses three folders that use its own: circles to be found.</summary>
internal static class Centre
{
    public static int Count { get; } = ByBody.User.Count() + ByClosure.User.Counts.Count();

    public static ByMember.User? Member { get; set; }
}
