using RefacePS.Compute;

namespace RefacePS.Tests.Compute;

public sealed class LoadedPartsTests
{
    [Fact]
    public void A_part_is_loaded_once_and_a_failure_is_not_remembered()
    {
        var (parts, loads) = (new LoadedParts<string, string>(), 0);
        Assert.Throws<IOException>(() => parts.Get("a", () => throw new IOException()));

        string[] got = [Get("a"), Get("a"), Get("b")];

        Assert.Equal(["a1", "a1", "b2"], got);

        string Get(string key) => parts.Get(key, () => $"{key}{++loads}");
    }
}
