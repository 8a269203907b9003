using RefacePS.WindowsTests;

// The journal of the run, then what to run by the beginning of full test names, one an argument.
using var journal = new TestJournal(args[0]);
using var run = new TestRun(typeof(TestRun).Assembly, args[1..], journal);
return run.Execute();
