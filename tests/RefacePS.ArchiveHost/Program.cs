using RefacePS.ArchiveHost;
using RefacePS.Archives;
using RefacePS.Compute;

// Source, destination, folder of native libraries. It says when it begins, and then a line whenever something is over.
NativeLibraries.Use(args[2]);
var plan = ArchivePlanner.Plan(new ArchiveOptions { Source = args[0], Destination = args[1], Workers = 2 });
Console.Out.WriteLine("ready");
try
{
    Console.Out.WriteLine(ArchiveRun.Run(plan, new HalfProtector(pause: 3), new TellingObserver()));
    return 0;
}
catch (ArchiveException e)
{
    Console.Error.WriteLine(e.ErrorId);
    return 1;
}
