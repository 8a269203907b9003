using System.Management.Automation;
using RefacePS.Module.Tests.Help;
using RefacePS.Module.Tests.Support;
using RefacePS.Tests.Support;

namespace RefacePS.Module.Tests.Commands;

/// <summary>Invoke-Deface, Invoke-Reface and Merge-Volume.</summary>
public sealed class DefaceRefaceTests(Engine engine) : IClassFixture<Engine>, IDisposable
{
    private const string Command = ",RefacePS.Commands.";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>An equals sign is easily typed for <c>-eq</c>, and would make of an intact head a refaced
    /// one.</summary>
    [Fact]
    public void A_script_cannot_assign_to_a_volume()
    {
        var path = new NiftiFile().WriteTo(folder, "scan.nii");

        var result = engine.Run("$scan = Import-Volume $file; $scan.Kind = 'Refaced'; $scan.Kind", ("file", path));

        Assert.Equal("PropertyAssignmentException", Assert.Single(result.Errors).FullyQualifiedErrorId);
        Assert.Equal("Original", Assert.Single(result.Output).ToString());
    }

    [Fact]
    public void A_face_goes_and_another_comes_by_parameter_and_by_pipeline_and_raw_output_is_merged()
    {
        var head = ThinHead.Write(folder.File("head.nii.gz"), Build.SampleHead);
        const string script = """
            $head = Import-Volume $args[0]
            $defaced = $head | Invoke-Deface -Device Cpu; $again = Invoke-Deface -Volume $head -Device Cpu
            $refaced = $defaced | Invoke-Reface -Device Cpu
            $raw = Invoke-Reface -Volume $again -Model average-face -Raw -Device Cpu
            $merged = $raw | Merge-Volume; $parts = Merge-Volume -Base $again -Overlay $raw -Mask $raw.FaceMask
            $defaced, $again, $refaced, $merged, $parts
            """;

        var result = engine.RunToEnd(script, head);

        Assert.Null(result.Fatal);
        Assert.Empty(result.Errors);
        Assert.Equal(["Defaced", "Defaced", "Refaced", "Refaced", "Refaced"],
            result.Output.Select(volume => volume.Properties["Kind"].Value.ToString()));
        Assert.Equal(VoxelsOf(result.Output[0]), VoxelsOf(result.Output[1]));
        Assert.Equal(VoxelsOf(result.Output[3]), VoxelsOf(result.Output[4]));
        var mask = ((ReadOnlyMemory<byte>)PSObject.AsPSObject(result.Output[0].Properties["FaceMask"].Value)
            .Properties["Voxels"].Value).ToArray();
        Assert.All(result.Output.Skip(2), refaced =>
            Assert.True(DiffersInsideAlone(mask, VoxelsOf(result.Output[0]), VoxelsOf(refaced))));
    }

    /// <summary>Here and in Measure-BrainVolume. A culture is made up, since the tests know the invariant one
    /// alone.</summary>
    [Fact]
    public void Messages_are_the_same_in_every_culture()
    {
        const string script = """
            $culture = [cultureinfo]::InvariantCulture.Clone()
            $culture.NumberFormat.NumberDecimalSeparator = $culture.NumberFormat.PercentDecimalSeparator = ','
            $culture.NumberFormat.PercentPositivePattern = 1
            [cultureinfo]::CurrentCulture = $culture
            $head = Import-Volume $args[0]
            (1.5).ToString('0.0')
            $said = ($head | Invoke-Deface -Device Cpu -Verbose 4>&1),
                ($head | Measure-BrainVolume -Device Cpu -Verbose 4>&1)
            $said | ForEach-Object { $_ } | Where-Object { $_.Message -match 'score' } | ForEach-Object Message
            """;

        var result = engine.RunToEnd(script, ThinHead.Write(folder.File("head.nii.gz"), Build.SampleHead));

        Assert.Null(result.Fatal);
        Assert.Empty(result.Errors);
        Assert.Collection(result.Output.Select(line => line.ToString()),
            line => Assert.Equal("1,5", line),
            line => Assert.Matches(@"score 0\.\d{3}, removed .*, \d+ % of the face in view\.$", line),
            line => Assert.Matches(@"score 0\.\d{3}, \d+ mL inside the skull\.$", line));
    }

    [Theory]
    [InlineData("Invoke-Deface -Device Abacus", "UnknownDevice", ErrorCategory.InvalidArgument)]
    [InlineData("Invoke-Deface -Device Cuda:99", "CudaUnavailable", ErrorCategory.DeviceError)]
    [InlineData("Invoke-Deface -Atlas $args[1] -Device Cpu", "HeadAtlasInvalid", ErrorCategory.ObjectNotFound)]
    [InlineData("Invoke-Reface -Device Abacus", "UnknownDevice", ErrorCategory.InvalidArgument)]
    [InlineData("Invoke-Reface -Device Cuda:99", "CudaUnavailable", ErrorCategory.DeviceError)]
    [InlineData("Invoke-Reface -Atlas $args[1] -Device Cpu", "HeadAtlasInvalid", ErrorCategory.ObjectNotFound)]
    [InlineData("Invoke-Reface -Model none -Device Cpu", "ModelNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Invoke-Reface -Model $args[2] -Device Cpu", "ModelInvalid", ErrorCategory.InvalidData)]
    [InlineData("Invoke-Reface -Model shape-model -Atlas $args[3] -Device Cpu", "AtlasMismatch",
        ErrorCategory.InvalidArgument)]
    public void What_cannot_be_used_ends_the_command(string script, string id, ErrorCategory category)
    {
        var scan = BallFile.Write(folder.File("ball.nii"));
        File.WriteAllText(Path.Combine(CopyOf("shape-model"), "shapes.safetensors"), "damaged");
        Array.ForEach(Directory.GetFiles(CopyOf("head-atlas"), "*.nii.gz"), file => NiftiBytes.MoveForward(file, 40));

        var fatal = engine.RunToEnd("Import-Volume $args[0] | " + script, scan, folder.Path, folder.File("shape-model"),
            folder.File("head-atlas")).Fatal;

        var cmdlet = script.StartsWith("Invoke-D", StringComparison.Ordinal) ? "InvokeDeface" : "InvokeReface";
        Assert.Equal($"{id}{Command}{cmdlet}Command", fatal?.FullyQualifiedErrorId);
        Assert.Equal(category, fatal!.CategoryInfo.Category);
    }

    [Theory]
    [InlineData("Invoke-Deface scan.nii")]
    [InlineData("Invoke-Deface ([System.IO.FileInfo]::new('scan.nii'))")]
    [InlineData("Invoke-Deface ('scan.nii', 'more.nii')")]
    [InlineData("'scan.nii' | Invoke-Deface -ErrorAction Stop")]
    public void Who_names_a_file_where_a_volume_is_wanted_is_told_how_to_read_it(string script)
    {
        var fatal = engine.RunToEnd(script).Fatal;

        Assert.Equal("ParameterArgumentTransformationError" + Command + "InvokeDefaceCommand",
            fatal?.FullyQualifiedErrorId);
        Assert.Matches("scan.nii' names a file.*Import-Volume '", fatal!.Exception.Message);
    }

    [Fact]
    public void A_scan_without_a_head_is_one_error_and_the_pipeline_goes_on()
    {
        const int side = 40;
        new NiftiFile { Dimensions = [3, side, side, side, 1, 1, 1, 1],
            Voxels = [.. Enumerable.Repeat((byte)7, 2 * side * side * side)] }.WriteTo(folder, "even.nii");

        var result = engine.RunToEnd("$even = Import-Volume $args[0]; $even, $even | Invoke-Deface -Device Cpu",
            folder.File("even.nii"));

        Assert.Empty(result.Output);
        Assert.Equal(2, result.Errors.Count);
        Assert.All(result.Errors, error =>
            Assert.Equal("HeadNotFound" + Command + "InvokeDefaceCommand", error.FullyQualifiedErrorId));
        Assert.Equal("even.nii", PSObject.AsPSObject(result.Errors[0].TargetObject).Properties["Name"].Value);
    }

    [Fact]
    public void A_head_that_has_its_face_gets_no_other()
    {
        var head = ThinHead.Write(folder.File("head.nii.gz"), Build.SampleHead);

        var result = engine.RunToEnd("Import-Volume $args[0] | Invoke-Reface -Device Cpu", head);

        var error = Assert.Single(result.Errors);
        Assert.Empty(result.Output);
        Assert.Equal("NothingRemoved" + Command + "InvokeRefaceCommand", error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.InvalidData, error.CategoryInfo.Category);
    }

    [Theory]
    [InlineData("$base | Merge-Volume")]
    [InlineData("Merge-Volume -Volume $base")]
    [InlineData("Merge-Volume -Base $base -Overlay $base")]
    [InlineData("Merge-Volume -Base $base -Overlay $base -Mask 1")]
    [InlineData("Merge-Volume -Base $base -Overlay $other -Mask $base")]
    public void Volumes_that_do_not_fit_are_not_merged(string script)
    {
        var scan = new NiftiFile().WriteTo(folder, "base.nii");
        var other = new NiftiFile { Scale = 3 }.WriteTo(folder, "other.nii");

        var result = engine.RunToEnd($"$base, $other = Import-Volume $args[0], $args[1]; {script}", scan, other);

        var error = Assert.Single(result.Errors);
        Assert.Empty(result.Output);
        Assert.Equal("MergeMismatch" + Command + "MergeVolumeCommand", error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.InvalidArgument, error.CategoryInfo.Category);
        Assert.Equal("RefacePS.Volume", error.TargetObject.GetType().FullName);
    }

    /// <summary>A copy of a folder of models, to be damaged.</summary>
    private string CopyOf(string model)
    {
        var copy = Directory.CreateDirectory(folder.File(model)).FullName;
        Array.ForEach(Directory.GetFiles(Path.Combine(Build.ModuleFolder, "models", model)), file =>
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file))));
        return copy;
    }

    /// <summary>True if voxels of two bytes are other ones where a mask is 1, not all of them perhaps, and the same
    /// elsewhere.</summary>
    private static bool DiffersInsideAlone(byte[] mask, byte[] before, byte[] after)
    {
        var changed = Enumerable.Range(0, mask.Length)
            .Where(i => before[2 * i] != after[2 * i] || before[2 * i + 1] != after[2 * i + 1]).ToList();
        return changed.Count > 0 && changed.TrueForAll(i => mask[i] != 0);
    }

    private static byte[] VoxelsOf(PSObject volume) => ((ReadOnlyMemory<byte>)volume.Properties["Voxels"].Value)
        .ToArray();
}
