using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Resources;
using System.Text.RegularExpressions;
using RefacePS.Module.Tests.Support;

namespace RefacePS.Module.Tests;

/// <summary>The messages of the resource file.</summary>
public sealed partial class MessageTests(Engine engine) : IClassFixture<Engine>
{
    private const int MostArguments = 10;

    private readonly Assembly module = engine.Cmdlets().First().ImplementingType.Assembly;

    private Func<string, object?[], string> Format => (Func<string, object?[], string>)Delegate.CreateDelegate(
        typeof(Func<string, object?[], string>),
        module.GetType("RefacePS.MessageText", throwOnError: true)!.GetMethod("Format")!);

    [Fact]
    public void No_message_speaks_of_one_thing_as_of_several()
    {
        var texts = new ResourceManager("RefacePS.Messages", module)
            .GetResourceSet(CultureInfo.InvariantCulture, createIfNotExists: true, tryParents: true)!
            .Cast<DictionaryEntry>().Select(message => Format((string)message.Value!, Of(1))).ToList();

        Assert.NotEmpty(texts);
        Assert.All(texts, text => Assert.DoesNotMatch(Several(), text));
    }

    [Theory]
    [InlineData(1, "1 scan is here")]
    [InlineData(0, "0 scans are here")]
    [InlineData(2, "2 scans are here")]
    [InlineData(2L, "2 scans are here")]
    public void The_wording_follows_the_number(object count, string expected) =>
        Assert.Equal(expected, Format("{0} {0:scan is|scans are} here", [count]));

    [Fact]
    public void Numbers_are_written_as_the_message_says() =>
        Assert.Equal("0.50, 12 %, x, ", Format("{0:0.00}, {1:P0}, {2}, {3}", [0.5, 0.12, "x", null]));

    private static object?[] Of(int number) => [.. Enumerable.Repeat((object?)number, MostArguments)];

    /// <summary>Such as <c>1 files</c>; a verb may stand there.</summary>
    [GeneratedRegex(@"(?<![\w'-])1 (other )?(?!is\b|was\b|has\b|waits\b)[a-z]+s\b")]
    private static partial Regex Several();
}
