using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace RefacePS.WindowsTests;

/// <summary>Runs the tests of an assembly in this process: the usual hosts of tests are no programs of Windows that run
/// alone.</summary>
internal sealed class TestRun(Assembly assembly, IReadOnlyList<string> names, TestJournal journal)
    : LongLivedMarshalByRefObject, IMessageSink, IDisposable
{
    private readonly ManualResetEventSlim finished = new();
    private readonly XunitTestFramework framework = new(new NullMessageSink());
    private readonly List<IXunitTestCase> cases = [];
    private readonly Lock counting = new();
    private int failed;

    /// <summary>Runs the tests whose full names begin with one of the names and that the journal lacks, and says what
    /// failed. Returns the exit code.</summary>
    public int Execute()
    {
        using (var discoverer = framework.GetDiscoverer(new ReflectionAssemblyInfo(assembly)))
        {
            discoverer.Find(includeSourceInformation: false, this, new TestOptions());
            finished.Wait();
        }

        finished.Reset();
        var named = cases.FindAll(
            test => names.Any(name => test.DisplayName.StartsWith(name, StringComparison.Ordinal)));
        if (named.Count == 0)
        {
            Console.WriteLine("failed: no test has such a name");
            return 1;
        }

        var chosen = named.FindAll(test => !journal.Has(test.DisplayName));
        using (var executor = framework.GetExecutor(assembly.GetName()))
        {
            executor.RunTests(chosen, this, new TestOptions());
            finished.Wait();
        }

        journal.Done();
        return failed == 0 ? 0 : 1;
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
            case ITestCaseStarting { TestCase: var test }: journal.Start(test.DisplayName); break;
            case ITestCaseFinished ended: End(ended); break;
            case ITestSkipped test: Console.WriteLine($"skipped: {test.Test.DisplayName}: {test.Reason}"); break;
            case ITestFailed test: Tell(test.Test.DisplayName, test); break;
            case IErrorMessage error: Fail("outside a test", error); break;
            case ITestAssemblyCleanupFailure cleanup: Fail("cleaning up", cleanup); break;
            case ITestClassCleanupFailure cleanup: Fail(cleanup.TestClass.Class.Name, cleanup); break;
            case ITestCollectionCleanupFailure cleanup: Fail(cleanup.TestCollection.DisplayName, cleanup); break;
            case IDiscoveryCompleteMessage or ITestAssemblyFinished: finished.Set(); break;
        }
    }

    private void End(ITestCaseFinished test)
    {
        failed += test.TestsFailed;
        journal.End(test.TestCase.DisplayName, test.TestsRun - test.TestsFailed - test.TestsSkipped, test.TestsFailed,
            test.TestsSkipped);
    }

    /// <summary>Counts a failure that belongs to no test.</summary>
    private void Fail(string where, IFailureInformation failure)
    {
        failed++;
        journal.End(where, 0, 1, 0);
        Tell(where, failure);
    }

    private static void Tell(string name, IFailureInformation failure)
    {
        Console.WriteLine($"failed: {name}: {string.Join(Environment.NewLine, failure.Messages)}");
        Console.WriteLine(failure.StackTraces.FirstOrDefault());
    }
}
