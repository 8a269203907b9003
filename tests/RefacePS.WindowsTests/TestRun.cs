using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace RefacePS.WindowsTests;

/// <summary>Runs the tests of an assembly in this process: the usual hosts of tests are no programs of Windows that run alone.</summary>
internal sealed class TestRun(Assembly assembly, IReadOnlyList<string> names) : LongLivedMarshalByRefObject, IMessageSink, IDisposable
{
    private readonly ManualResetEventSlim finished = new();
    private readonly XunitTestFramework framework = new(new NullMessageSink());
    private readonly List<IXunitTestCase> cases = [];
    private readonly Lock counting = new();
    private int passed;
    private int failed;
    private int skipped;

    /// <summary>Runs the tests whose full names begin with one of the names, says what failed and how many did what. Returns the exit code.</summary>
    public int Execute()
    {
        using (var discoverer = framework.GetDiscoverer(new ReflectionAssemblyInfo(assembly)))
        {
            discoverer.Find(includeSourceInformation: false, this, new TestOptions());
            finished.Wait();
        }

        finished.Reset();
        var chosen = cases.FindAll(test => names.Any(name => test.DisplayName.StartsWith(name, StringComparison.Ordinal)));
        using (var executor = framework.GetExecutor(assembly.GetName()))
        {
            executor.RunTests(chosen, this, new TestOptions());
            finished.Wait();
        }

        Console.WriteLine($"{passed} passed, {failed} failed, {skipped} skipped");
        return failed == 0 && passed > 0 ? 0 : 1;
    }

    /// <inheritdoc/>
    public bool OnMessage(IMessageSinkMessage message)
    {
        lock (counting)
        {
            Take(message);
        }

        return true;
    }

    public void Dispose()
    {
        framework.Dispose();
        finished.Dispose();
    }

    private void Take(IMessageSinkMessage message)
    {
        switch (message)
        {
            case ITestCaseDiscoveryMessage { TestCase: IXunitTestCase test }: cases.Add(test); break;
            case ITestPassed: passed++; break;
            case ITestSkipped test: skipped++; Console.WriteLine($"skipped: {test.Test.DisplayName}: {test.Reason}"); break;
            case ITestFailed test: Fail(test.Test.DisplayName, test); break;
            case IErrorMessage error: Fail("outside a test", error); break;
            case ITestAssemblyCleanupFailure cleanup: Fail("cleaning up", cleanup); break;
            case ITestClassCleanupFailure cleanup: Fail(cleanup.TestClass.Class.Name, cleanup); break;
            case ITestCollectionCleanupFailure cleanup: Fail(cleanup.TestCollection.DisplayName, cleanup); break;
            case IDiscoveryCompleteMessage or ITestAssemblyFinished: finished.Set(); break;
        }
    }

    private void Fail(string name, IFailureInformation failure)
    {
        failed++;
        Console.WriteLine($"failed: {name}: {string.Join(Environment.NewLine, failure.Messages)}{Environment.NewLine}{failure.StackTraces.FirstOrDefault()}");
    }
}
