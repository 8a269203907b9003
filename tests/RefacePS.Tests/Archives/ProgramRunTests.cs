using System.Diagnostics;
using RefacePS.Archives.Slurm;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Archives;

/// <summary>Programs that answer, and programs that hang.</summary>
public sealed class ProgramRunTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5), Short = TimeSpan.FromSeconds(0.1);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [UnixFact]
    public void A_program_that_answers_is_heard_though_nobody_waits_for_it()
    {
        var (exitCode, output, error) = new ProgramRun(Long, Long).Run(
            Script("echo yes; echo no >&2; exit 3"), new CancellationToken(canceled: true));

        Assert.Equal((3, "yes\n", "no\n"), (exitCode, output, error));
    }

    [UnixFact]
    public void A_program_that_hangs_is_killed_when_nobody_waits_for_it()
    {
        using var cancel = new CancellationTokenSource(Short);

        Assert.ThrowsAny<OperationCanceledException>(() => new ProgramRun(Long, Short).Run(Hanging(), cancel.Token));

        AssertKilled();
    }

    [UnixFact]
    public void A_program_that_hangs_is_killed_when_its_time_is_over()
    {
        var (exitCode, _, error) =
            new ProgramRun(TimeSpan.FromSeconds(1), Short).Run(Hanging(), CancellationToken.None);

        Assert.Equal((null, "'sh' gave no answer."), (exitCode, error));
        AssertKilled();
    }

    private ProcessStartInfo Hanging() => Script($"echo $$ > {folder.File("id")}; exec sleep 600");

    private static ProcessStartInfo Script(string text) => new("sh", ["-c", text])
    {
        RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
    };

    private void AssertKilled()
    {
        // Killed before it could say who it is.
        if (!File.Exists(folder.File("id")) || File.ReadAllText(folder.File("id")) is not { Length: > 0 } id)
        {
            return;
        }

        try
        {
            using var process = Process.GetProcessById(int.Parse(id));
            Assert.True(process.WaitForExit(TimeSpan.FromMinutes(1)));
        }
        catch (ArgumentException)
        {
            // It is gone.
        }
    }
}
