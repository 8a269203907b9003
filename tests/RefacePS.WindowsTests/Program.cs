using RefacePS.WindowsTests;

// What to run, by the beginning of full test names, one an argument.
using var run = new TestRun(typeof(TestRun).Assembly, args);
return run.Execute();
