using System.Management.Automation;
using RefacePS.Archives.Slurm;
using RefacePS.Errors;
using RefacePS.Protection;
using RefacePS.Resources;

namespace RefacePS.Commands;

/// <summary>The demands of Protect-Archive on a cluster.</summary>
public sealed partial class ProtectArchiveCommand
{
    private static readonly string[] SlurmParameters =
        [nameof(Partition), nameof(TaskTime), nameof(TaskMemory), nameof(TaskCores), nameof(MaxTasks),
            nameof(SessionsPerTask), nameof(TaskShell), nameof(SbatchOption)];

    /// <summary>Local: in this process. Slurm: by array jobs of a cluster.</summary>
    [Parameter]
    public ArchiveEngine Engine { get; set; } = ArchiveEngine.Local;

    /// <summary>Partition of the cluster.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Partition { get; set; }

    /// <summary>Limit of time of a task.</summary>
    [Parameter]
    public TimeSpan? TaskTime { get; set; }

    /// <summary>Memory of a task in bytes.</summary>
    [Parameter]
    [ValidateRange(1L << 28, 1L << 44)]
    public long TaskMemory { get; set; } = 4L << 30;

    /// <summary>Cores of a task.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int TaskCores { get; set; } = 2;

    /// <summary>Tasks at once; 0 leaves it to Slurm.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int MaxTasks { get; set; }

    /// <summary>Sessions of a task; 0 is 20, or as many as make 1000 tasks.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int SessionsPerTask { get; set; }

    /// <summary>The PowerShell that tasks run: pwsh or RefacePS.Shell.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TaskShell { get; set; }

    /// <summary>Other options of sbatch, handed to it as they are.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] SbatchOption { get; set; } = [];

    private bool RequireLocalParameters() => SlurmParameters.FirstOrDefault(MyInvocation.BoundParameters.ContainsKey) is
        { } name && Engine == ArchiveEngine.Local
        ? throw new InputPathException("SlurmParameterWithLocal", name, Text(Messages.SlurmParameterWithLocal, name))
        : true;

    private SlurmOptions ToSlurmOptions(ProtectorSettings settings) => new()
    {
        TaskCommand =
        [
            .. Protection.TaskShell.Find(TaskShell), "-NoProfile", "-NonInteractive", "-File", ModuleFolders.TaskScript,
            .. ArchiveTask.Arguments(settings),
        ],
        Partition = Partition,
        TaskTime = TaskTime,
        TaskMemory = TaskMemory,
        TaskCores = TaskCores,
        MaxTasks = MaxTasks,
        SessionsPerTask = SessionsPerTask,
        SbatchOptions = SbatchOption,
    };
}
