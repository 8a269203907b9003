using RefacePS;
using RefacePS.ArchiveHost;
using RefacePS.Archives;
using RefacePS.Archives.Slurm;
using RefacePS.Compute;

// Three ways to start it: source, destination and folder of native libraries; the same and "slurm", for a run through
// Slurm; and "task", milliseconds a scan, and what the array job adds. A run says when it begins, and then a line
// whenever something is over.
try
{
    if (args is ["task", var pause, var folder])
    {
        SlurmTask.Run(folder, new HalfProtector(int.Parse(pause)), new TellingObserver());
        return 0;
    }

    NativeLibraries.Use(args[2]);
    var plan = ArchivePlanner.Plan(new ArchiveOptions { Source = args[0], Destination = args[1], Workers = 2 });
    Console.Out.WriteLine("ready");
    Console.Out.WriteLine(args is [_, _, _, "slurm"]
        ? SlurmRun.Run(plan, new HalfProtector(), SlurmTasks.Options(pause: 300), new TellingObserver())
        : ArchiveRun.Run(plan, new HalfProtector(pause: 3), new TellingObserver()));
    return 0;
}
catch (RefacePSException e)
{
    Console.Error.WriteLine($"{e.ErrorId} {e.Message}");
    return 1;
}
