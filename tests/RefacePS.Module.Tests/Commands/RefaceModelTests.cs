using System.Management.Automation;
using RefacePS.Module.Tests.Support;
using RefacePS.Tests.Support;

namespace RefacePS.Module.Tests.Commands;

public sealed class RefaceModelTests(Engine engine) : IClassFixture<Engine>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("Get-RefaceModel PIX*X")]
    [InlineData("'pix2pix' | Get-RefaceModel")]
    [InlineData("Get-RefaceModel -Path (Get-RefaceModel pix2pix).Path")]
    public void The_model_that_ships_tells_whom_it_has_seen(string script)
    {
        var model = Assert.Single(engine.RunToEnd(script).Output);

        Assert.Equal("RefacePS.InstalledModel", model.BaseObject.GetType().FullName);
        Assert.Equal("pix2pix", model.Properties["Name"].Value);
        Assert.Equal("CC BY-SA 3.0", model.Properties["Licence"].Value);
        var subjects = Assert.IsAssignableFrom<IReadOnlyList<string>>(model.Properties["TrainingSubjects"].Value);
        Assert.Equal(94, subjects.Count);
        Assert.Contains("IXI012-HH-1211", subjects);
    }

    [Fact]
    public void Four_models_ship_each_with_its_kind() => Assert.Equal(
        ["average-face average-face", "pix2pix pix2pix-2.5d", "pix2pix-3d pix2pix-3d", "shape-model shape-model"],
        engine.RunToEnd("Get-RefaceModel")
            .Output.Select(model => $"{model.Properties["Name"].Value} {model.Properties["Kind"].Value}"));

    /// <summary>A card names the script as New-RefaceModel and New-HeadAtlas name it. The average face is the head
    /// atlas's.</summary>
    [Fact]
    public void Cards_that_ship_name_the_script_beside_them()
    {
        string[] cards = [.. Directory.GetFiles(Path.Combine(Build.Repository, "models"), "*.json",
            SearchOption.AllDirectories)];
        Assert.All(cards, card =>
        {
            using var content = System.Text.Json.JsonDocument.Parse(File.ReadAllText(card));
            var script = content.RootElement.GetProperty("command").GetString()!;
            Assert.Equal(Path.GetFileName(script), script);
            var folder = Path.GetDirectoryName(card)!.Replace("average-face", "head-atlas", StringComparison.Ordinal);
            Assert.True(File.Exists(Path.Combine(folder, script)), card);
        });
        Assert.True(cards.Length >= 7);
    }

    [Fact]
    public void A_name_that_is_not_there_is_an_error_and_a_pattern_is_not()
    {
        var error = Assert.Single(engine.RunToEnd("Get-RefaceModel none, pix*").Errors);
        Assert.Equal("ModelNotFound,RefacePS.Commands.GetRefaceModelCommand", error.FullyQualifiedErrorId);
        Assert.Equal("none", error.TargetObject);
        Assert.Empty(engine.RunToEnd("Get-RefaceModel none*").Errors);
    }

    [Fact]
    public void A_damaged_card_is_an_error_of_its_model_alone()
    {
        Directory.CreateDirectory(folder.File("broken"));
        File.WriteAllText(folder.File("broken/card.json"), "{}");

        var result = engine.RunToEnd("Get-RefaceModel -LiteralPath (@($args[0]) + (Get-RefaceModel).Path)",
            folder.Path);

        var error = Assert.Single(result.Errors);
        Assert.Equal("ModelInvalid,RefacePS.Commands.GetRefaceModelCommand", error.FullyQualifiedErrorId);
        Assert.Equal(folder.File("broken"), error.TargetObject);
        Assert.Equal(["average-face", "pix2pix", "pix2pix-3d", "shape-model"],
            result.Output.Select(model => model.Properties["Name"].Value));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_an_error()
    {
        var error = Assert.Single(engine.RunToEnd("Get-RefaceModel -Path $args[0]", folder.File("none")).Errors);
        Assert.Equal("FolderNotFound,RefacePS.Commands.GetRefaceModelCommand", error.FullyQualifiedErrorId);
        Assert.Equal(folder.File("none"), error.TargetObject);
    }

    [Theory]
    [InlineData("Get-RefaceModel p")]
    [InlineData("Invoke-Reface -Model ")]
    public void Names_are_completed(string text)
    {
        var completed =
            engine.RunToEnd(
                "[System.Management.Automation.CommandCompletion]::CompleteInput($args[0], $args[0].Length, "
                    + "$null).CompletionMatches", text);
        Assert.Contains(
            "pix2pix", completed.Output.Select(match => ((CompletionResult)match.BaseObject).CompletionText));
    }

    [Fact]
    public void Training_that_is_only_asked_about_makes_nothing()
    {
        BallFile.Write(folder.File("scan.nii"));
        var result = engine.RunToEnd("New-RefaceModel $args[0] $args[1] -WhatIf", folder.Path, folder.File("model"));
        Assert.Null(result.Fatal);
        Assert.Equal([folder.File("scan.nii")], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_scan_without_a_head_is_an_error_and_too_few_subjects_end_the_command()
    {
        BallFile.Write(folder.File("scan.nii"));

        var result = engine.RunToEnd("New-RefaceModel $args[0] $args[1] -Device Cpu", folder.File("*.nii"),
            folder.File("model"));

        var error = Assert.Single(result.Errors);
        Assert.EndsWith(",RefacePS.Commands.NewRefaceModelCommand", error.FullyQualifiedErrorId,
            StringComparison.Ordinal);
        Assert.Equal(folder.File("scan.nii"), error.TargetObject);
        Assert.Equal("TrainingDataInvalid,RefacePS.Commands.NewRefaceModelCommand",
            result.Fatal!.FullyQualifiedErrorId);
        Assert.False(Directory.Exists(folder.File("model")));
    }

    [Fact]
    public void A_model_that_is_there_is_not_replaced_unasked()
    {
        var model = folder.File("model");
        Directory.CreateDirectory(model);
        File.WriteAllText(Path.Combine(model, "card.json"), "{}");

        var fatal = engine.RunToEnd("New-RefaceModel $args[0] $args[1] -Device Cpu", folder.File("none.nii"), model)
            .Fatal;

        Assert.Equal("DestinationExists,RefacePS.Commands.NewRefaceModelCommand", fatal!.FullyQualifiedErrorId);
        Assert.Equal(model, fatal.TargetObject);
    }

    /// <summary>The first folder holds the scans, the second lies above it, the third leads to it; the last two are
    /// work folders.</summary>
    [Theory]
    [InlineData("scans", "work", "DestinationIsInput")]
    [InlineData("", "../work", "DestinationIsInput")]
    [InlineData("link", "work", "DestinationIsInput")]
    [InlineData("model", "scans", "DestinationIsInput")]
    [InlineData("model", "model/work", "WorkFolderInDestination")]
    public void What_is_passed_on_lies_apart_from_faces(string model, string work, string id)
    {
        Assert.SkipWhen(model == "link" && OperatingSystem.IsWindows(), "To make links takes a privilege there.");
        Directory.CreateDirectory(folder.File("scans"));
        BallFile.Write(folder.File("scans/scan.nii"));
        if (model == "link")
        {
            Directory.CreateSymbolicLink(folder.File("link"), folder.File("scans"));
        }


        var fatal = engine.RunToEnd("New-RefaceModel $args[0] $args[1] -WorkFolder $args[2] -Device Cpu -WhatIf",
            folder.File("scans"), folder.File(model), folder.File(work)).Fatal;

        Assert.Equal($"{id},RefacePS.Commands.NewRefaceModelCommand", fatal?.FullyQualifiedErrorId);
        Assert.Equal([folder.File("scans/scan.nii")], Directory.GetFileSystemEntries(folder.File("scans")));
    }

    [Fact]
    public void Images_below_that_have_no_BIDS_name_are_told_of()
    {
        foreach (var name in (string[])["scan.nii", "ann/t1.nii", "model/average.nii", "model-training/heads/a.nii"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
            BallFile.Write(folder.File(name));
        }

        var warning = Assert.Single(engine.RunToEnd(
            "New-RefaceModel $args[0] $args[1] -Device Cpu -WhatIf", folder.Path, folder.File("model")).Warnings);

        Assert.Contains("1 image ", warning, StringComparison.Ordinal);
        Assert.Contains(folder.File("ann/t1.nii"), warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Pix2Pix", "work/checkpoint.safetensors")]
    [InlineData("Pix2Pix3D", "work/checkpoint.safetensors")]
    [InlineData("Shape", "work/fields/0123/0000-0.field")]
    public void A_training_that_is_there_is_not_written_over_unasked(string kind, string trace)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File(trace))!);
        File.WriteAllText(folder.File(trace), string.Empty);

        var fatal = engine.RunToEnd(
            "New-RefaceModel $args[0] $args[1] -WorkFolder $args[2] -Kind $args[3] -Device Cpu",
            folder.File("none.nii"), folder.File("model"), folder.File("work"), kind).Fatal;

        Assert.Equal("DestinationExists,RefacePS.Commands.NewRefaceModelCommand", fatal!.FullyQualifiedErrorId);
        Assert.Contains("-Resume", fatal.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere", "ModelNotFound")]
    [InlineData("pix2pix", "TrainingDataInvalid")]
    public void Detail_needs_a_shape_model(string model, string id)
    {
        var fatal = engine.RunToEnd(
            "New-RefaceModel $args[0] $args[1] -Kind Pix2Pix3D -ShapeModel $args[2] -Device Cpu",
            folder.File("none.nii"), folder.File("model"), model).Fatal;

        Assert.Equal($"{id},RefacePS.Commands.NewRefaceModelCommand", fatal!.FullyQualifiedErrorId);
        Assert.Contains($"'{model}'", fatal.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_does_not_say_whose_head_it_is_is_an_error()
    {
        var scan = BallFile.Write(folder.File("scan.nii"));
        var error = Assert.Single(
            engine.RunToEnd("New-RefaceModel $args[0] $args[1] -SubjectPattern '^IXI\\d+' -Device Cpu", scan,
                folder.File("model")).Errors);
        Assert.Equal("SubjectNotInName,RefacePS.Commands.NewRefaceModelCommand", error.FullyQualifiedErrorId);
    }
}
