using RefacePS.WindowsTests;

// What to leave out, by the beginning of full test names, one an argument.
using var run = new TestRun(typeof(TestRun).Assembly, args);
return run.Execute();
