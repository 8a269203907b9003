using System.Management.Automation;
using RefacePS.Module.Tests.Help;
using RefacePS.Module.Tests.Support;
using RefacePS.Tests.Support;

namespace RefacePS.Module.Tests.Commands;

/// <summary>Protect-Archive on a cluster, whose tasks run the module as users have it.</summary>
public sealed class ProtectArchiveSlurmTests(Engine engine, SlurmCluster cluster)
    : IClassFixture<Engine>, IClassFixture<SlurmCluster>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Source => Directory.CreateDirectory(folder.File("so $x 'urce")).FullName;

    private string Destination => folder.File("shareable");

    public void Dispose() => folder.Dispose();

    [SlurmFact]
    public void Tasks_run_the_module()
    {
        ThinHead.Write(
            Path.Combine(Directory.CreateDirectory(Path.Combine(Source, "sub-1")).FullName, "sub-1_T1w.nii.gz"),
            Build.SampleHead);
        File.WriteAllText(Path.Combine(Source, "README"), "text");
        File.WriteAllText(Path.Combine(Source, "bad.nii"), new string('x', 400));
        cluster.Start();

        var result = Run(
            "Protect-Archive -LiteralPath $source $destination -Engine Slurm -Method Deface -TaskShell $shell "
                + "-TaskMemory 900MB");

        var error = Assert.Single(result.Errors);
        Assert.Equal("NotNifti,RefacePS.Commands.ProtectArchiveCommand", error.FullyQualifiedErrorId);
        Assert.Equal(Path.Combine(Source, "bad.nii"), error.TargetObject);
        var summary = Assert.Single(result.Output);
        Assert.Equal(
            (1, 1, 1), (summary.Properties["Protected"].Value, summary.Properties["Failed"].Value,
                summary.Properties["FilesCopied"].Value));
        Assert.Equal("text", File.ReadAllText(Path.Combine(Destination, "README")));
        File.Delete(Path.Combine(Source, "bad.nii"));
        var again = Run("Protect-Archive -LiteralPath $source $destination -Method Deface");
        Assert.Equal(
            (0, 1), (again.Output[0].Properties["Protected"].Value, again.Output[0].Properties["Unchanged"].Value));
    }

    [Theory]
    [InlineData("-Partition main")]
    [InlineData("-TaskMemory 8GB -Engine Local")]
    [InlineData("-TaskTime 1:00:00")]
    [InlineData("-SbatchOption '--account=a'")]
    public void What_a_cluster_is_asked_for_needs_one(string parameters)
    {
        var fatal = engine.RunToEnd("Protect-Archive $args[0] $args[1] " + parameters, Source, Destination).Fatal;

        Assert.Equal("SlurmParameterWithLocal,RefacePS.Commands.ProtectArchiveCommand", fatal?.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.InvalidArgument, fatal!.CategoryInfo.Category);
        Assert.False(Directory.Exists(Destination));
    }

    [Theory]
    [InlineData("-TaskCores 0")]
    [InlineData("-TaskMemory 1MB")]
    [InlineData("-MaxTasks -1")]
    public void What_no_cluster_has_is_refused(string parameters)
    {
        var fatal = engine.RunToEnd("Protect-Archive $args[0] $args[1] -Engine Slurm " + parameters, Source,
            Destination).Fatal;

        Assert.Equal("ParameterArgumentValidationError,RefacePS.Commands.ProtectArchiveCommand",
            fatal?.FullyQualifiedErrorId);
    }

    [Fact]
    public void What_if_submits_nothing()
    {
        File.WriteAllText(Path.Combine(Source, "README"), "text");

        var result = Run(
            "Protect-Archive -LiteralPath $source $destination -Engine Slurm -Partition main -TaskTime 4:00:00 "
                + "-TaskMemory 8GB -MaxTasks 9 -WhatIf");

        Assert.Empty(result.Errors);
        Assert.False(Directory.Exists(Destination));
    }

    [Fact]
    public void Without_Slurm_nothing_is_written()
    {
        File.WriteAllText(Path.Combine(Source, "README"), "text");
        var source = Source.Replace("'", "''", StringComparison.Ordinal);

        var (_, output, error) = ShellProcess.Run(
            "-Command", $"$env:PATH = '/absent'; try {{ Protect-Archive -LiteralPath '{source}' '{Destination}' "
                + $"-Engine Slurm }} catch {{ \"$($_.FullyQualifiedErrorId)\" }}");

        Assert.Equal("SlurmNotFound,RefacePS.Commands.ProtectArchiveCommand", output.Trim());
        Assert.Empty(error);
        Assert.False(Directory.Exists(Destination));
    }

    private EngineResult Run(string script) =>
        engine.Run(script, ("source", Source), ("destination", Destination), ("shell", Build.Shell));
}
