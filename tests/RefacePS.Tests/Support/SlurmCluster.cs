using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace RefacePS.Tests.Support;

/// <summary>
/// A real Slurm of one node on the loopback interface: munged, slurmctld and slurmd, all of them this user's, with all
/// that they keep in a temporary folder. It starts when a test first needs it and is gone when the tests are.
/// </summary>
public sealed class SlurmCluster : IDisposable
{
    private const string Configuration = "SLURM_CONF";

    private static readonly string[] Programs =
        ["munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel", "scontrol", "sinfo"];

    private readonly Lazy<State> state = new(() => new State());

    /// <summary>The reason for which there can be none here; null where there can.</summary>
    internal static string? Absence { get; } = !OperatingSystem.IsLinux() ? "Slurm needs Linux."
        : Array.Find(Programs, program => Find(program) is null) is { } missing
        ? $"{missing} is absent (Debian: slurmctld, slurmd, slurm-client, munge)." : null;

    /// <summary>Starts it where it does not run.</summary>
    public void Start() => _ = state.Value;

    /// <summary>Runs one of its programs.</summary>
    public string Run(string program, params string[] arguments)
    {
        Start();
        return Output(program, arguments);
    }

    /// <summary>Takes the node away and brings it back; what ran on it is queued again.</summary>
    public void LoseNode()
    {
        Run("scontrol", "update", $"nodename={State.Host}", "state=down", "reason=test");
        while (Run("sinfo", "--noheader", "--format=%T").Trim().StartsWith("down", StringComparison.Ordinal))
        {
            Run("scontrol", "update", $"nodename={State.Host}", "state=resume");
            Thread.Sleep(100);
        }
    }

    public void Dispose()
    {
        if (state.IsValueCreated)
        {
            state.Value.Dispose();
        }
    }

    private static string? Find(string program) =>
        Array.Find(["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"], folder =>
            File.Exists(Path.Combine(folder, program))) is { } found
            ? Path.Combine(found, program) : null;

    private static string Output(string program, params string[] arguments) =>
        FinishedProcess.Run(Find(program)!, arguments).Output;

    private sealed class State : IDisposable
    {
        private readonly TemporaryFolder folder = new();
        private readonly List<Process> daemons = [];
        private readonly string? before = Environment.GetEnvironmentVariable(Configuration);

        public State()
        {
            File.WriteAllText(folder.File("slurm.conf"), Text());
            Environment.SetEnvironmentVariable(Configuration, folder.File("slurm.conf"));
            File.WriteAllBytes(
                folder.File("munge.key"), System.Security.Cryptography.RandomNumberGenerator.GetBytes(1024));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(folder.File("munge.key"), UnixFileMode.UserRead);
            }

            Directory.CreateDirectory(folder.File("state"));
            Directory.CreateDirectory(folder.File("spool"));
            Begin("munged", "--foreground", "--force", $"--key-file={folder.File("munge.key")}",
                $"--socket={folder.File("munge.sock")}",
                $"--pid-file={folder.File("munged.pid")}", $"--log-file={folder.File("munged.log")}",
                $"--seed-file={folder.File("munged.seed")}");
            Await(() => File.Exists(folder.File("munge.sock")));
            Begin("slurmctld", "-D");
            Begin("slurmd", "-D");
            Await(() => Output("sinfo", "--noheader", "--format=%T").Trim() == "idle");
        }

        public static string Host { get; } = Environment.MachineName.Split('.')[0];

        public void Dispose()
        {
            Output("scontrol", "shutdown");
            foreach (var daemon in daemons.AsEnumerable().Reverse())
            {
                if (daemon.StartInfo.FileName.EndsWith("munged", StringComparison.Ordinal)
                    || !daemon.WaitForExit(TimeSpan.FromSeconds(15)))
                {
                    daemon.Kill();
                    daemon.WaitForExit();
                }

                daemon.Dispose();
            }

            Environment.SetEnvironmentVariable(Configuration, before);
            folder.Dispose();
        }

        private void Begin(string program, params string[] arguments)
        {
            var daemon = Process.Start(new ProcessStartInfo(Find(program)!, arguments)
                { RedirectStandardOutput = true, RedirectStandardError = true })!;
            daemon.BeginOutputReadLine();
            daemon.BeginErrorReadLine();
            daemons.Add(daemon);
        }

        private void Await(Func<bool> isReady)
        {
            var patience = Stopwatch.StartNew();
            while (!isReady())
            {
                if (patience.Elapsed > TimeSpan.FromMinutes(2) || daemons.Exists(daemon => daemon.HasExited))
                {
                    var logs = string.Join('\n', Directory.GetFiles(folder.Path, "*.log").SelectMany(File.ReadLines)
                        .TakeLast(20));
                    Dispose();
                    throw new InvalidOperationException($"Slurm does not start: {logs}");
                }

                Thread.Sleep(100);
            }
        }

        private string Text() => $"""
            ClusterName=test
            SlurmctldHost={Host}(127.0.0.1)
            SlurmctldPort={FreePort()}
            SlurmdPort={FreePort()}
            SlurmUser={Environment.UserName}
            SlurmdUser={Environment.UserName}
            AuthType=auth/munge
            AuthInfo=socket={folder.File("munge.sock")},cred_expire=5
            StateSaveLocation={folder.File("state")}
            SlurmdSpoolDir={folder.File("spool")}
            SlurmctldPidFile={folder.File("slurmctld.pid")}
            SlurmdPidFile={folder.File("slurmd.pid")}
            SlurmctldLogFile={folder.File("slurmctld.log")}
            SlurmdLogFile={folder.File("slurmd.log")}
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            JobAcctGatherType=jobacct_gather/none
            AccountingStorageType=accounting_storage/none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_CPU
            SwitchType=switch/none
            MpiDefault=none
            ReturnToService=2
            SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0
            SlurmdParameters=config_overrides
            KillWait=2
            NodeName={Host} NodeAddr=127.0.0.1 CPUs=4 RealMemory=1000 State=UNKNOWN
            PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP

            """;

        private static int FreePort()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }
}
