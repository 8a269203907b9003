using RefacePS.Files;
using RefacePS.Refacing;
using RefacePS.Refacing.Models;
using RefacePS.Refacing.Networks;
using RefacePS.Refacing.Pix2Pix;
using RefacePS.Refacing.ShapeModel;
using RefacePS.Refacing.Training;
using RefacePS.Tests.Support;
using RefacePS.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Refacing.Models;

public sealed class ModelStoreTests : NetworkTest, IDisposable
{
    private static readonly UnetOptions Size = new(Depth: 3, Filters: 4);
    private readonly TemporaryFolder root = new();
    private readonly UnetGenerator generator;

    public ModelStoreTests() => generator = new UnetGenerator(Size);

    public void Dispose()
    {
        generator.Dispose();
        root.Dispose();
    }

    [Fact]
    public void An_installed_model_generates_as_the_trained_one()
    {
        RefaceModel.Save(root.File("head"), Card(), generator);

        using var loaded = new ModelStore(root.Path).Open("HEAD").LoadGenerator();

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var image = randn(1, 3, 16, 16);
        // Weights are stored in 11 bits of precision: 2^-12 of each, over a few layers.
        Assert.InRange((loaded.call(image) - generator.call(image)).abs().max().item<float>(), 0, 5e-3f);
        Assert.All(loaded.parameters().Zip(generator.parameters()), pair =>
            Assert.True(pair.First.allclose(pair.Second, rtol: 5e-4, atol: 1e-7)));
    }

    [Fact]
    public void What_training_left_is_installed_or_refused()
    {
        var trained = root.File("trained.safetensors");
        new SafeTensorsFile(NetworkWeights.Export(generator, SafeTensorType.F32), new Dictionary<string, string>())
            .Write(trained);

        using var loaded = RefaceModel.Install(root.File("head"), Card(), trained).LoadGenerator();

        Assert.All(loaded.parameters().Zip(generator.parameters()), pair =>
            Assert.True(pair.First.allclose(pair.Second, rtol: 5e-4, atol: 1e-7)));
        var other = Card() with { Generator = Size with { Filters = 8 } };
        Assert.Throws<ModelInvalidException>(() => RefaceModel.Install(root.File("other"), other, trained));
        Assert.False(Directory.Exists(root.File("other")));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_an_error_that_names_it()
    {
        File.WriteAllText(root.File("taken"), "mine");

        AssertRefused(() => RefaceModel.Save(root.File("taken"), Card(), generator));
        AssertRefused(() => RefaceModel.Write(root.File("taken"), _ => Card()));

        void AssertRefused(Action save)
        {
            var fault = Assert.Throws<VolumeFileException>(save);
            Assert.Equal(("DestinationNotWritable", root.File("taken")), (fault.ErrorId, fault.Path));
        }
    }

    [Fact]
    public void Weights_stay_where_their_card_cannot_be_replaced()
    {
        var weights = Path.Combine(RefaceModel.Save(root.File("head"), Card(), generator).Folder,
            "generator.safetensors");
        var before = File.ReadAllBytes(weights);
        File.Delete(Path.Combine(root.File("head"), "card.json"));
        Directory.CreateDirectory(Path.Combine(root.File("head"), "card.json"));
        using var other = new UnetGenerator(Size);

        Assert.Throws<VolumeFileException>(() => RefaceModel.Save(root.File("head"), Card(), other));

        Assert.Equal(before, File.ReadAllBytes(weights));
        Assert.Equal([root.File("head")], Directory.GetFileSystemEntries(root.Path));
    }

    [Fact]
    public void A_card_says_all_it_was_told()
    {
        var saved = RefaceModel.Save(root.File("head"), Card(), generator).Card;

        var card = ModelKinds.Open(root.File("head")).Card;

        Assert.Equal(64, card.WeightsSha256.Length);
        Assert.Equal(saved.TrainingSubjects, card.TrainingSubjects);
        Assert.Equal(saved.Validation, card.Validation);
        Assert.Equal(saved.Recipe, card.Recipe);
        Assert.Equal(saved.Losses, card.Losses);
        Assert.Equal(
            (saved.Name, saved.Version, saved.Kind, saved.Generator, saved.Steps, saved.Licence, saved.Attribution,
                saved.Command),
            (card.Name, card.Version, card.Kind, card.Generator, card.Steps, card.Licence, card.Attribution,
                card.Command));
    }

    [Fact]
    public void Names_what_is_installed_when_a_model_is_not()
    {
        RefaceModel.Save(root.File("head"), Card(), generator);
        Directory.CreateDirectory(root.File("no-model"));

        var fault = Assert.Throws<ModelNotFoundException>(
            () => new ModelStore(root.File("absent"), root.Path).Open("tail"));

        Assert.Equal(("ModelNotFound", "tail"), (fault.ErrorId, fault.Name));
        Assert.EndsWith("Choose one of: head.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_weights_that_are_not_those_of_the_card()
    {
        var model = RefaceModel.Save(root.File("head"), Card(), generator);
        var weights = Path.Combine(model.Folder, "generator.safetensors");
        var bytes = File.ReadAllBytes(weights);
        bytes[^1] ^= 1;
        File.WriteAllBytes(weights, bytes);

        AssertInvalid(model, "not those that its card names");
        File.Delete(weights);
        AssertInvalid(model, "generator.safetensors");
    }

    [Fact]
    public void Refuses_weights_of_another_network()
    {
        var model = RefaceModel.Save(root.File("head"), Card(), generator);
        AssertInvalid(model with { Card = model.Card with { Generator = Size with { Filters = 8 } } },
            "is 4x3x4x4, not 8x3x4x4");
        AssertInvalid(model with { Card = model.Card with { Generator = Size with { Depth = 4 } } }, "is missing");

        // One level less needs fewer tensors, and of other shapes where the innermost blocks differ.
        AssertInvalid(model with { Card = model.Card with { Generator = Size with { Depth = 2 } } }, "tensor '");
    }

    [Theory]
    [InlineData("\"kind\": \"pix2pix-2.5d\"", "\"kind\": \"other\"", "kind 'other'")]
    [InlineData("\"depth\": 3", "\"depth\": 99", "card cannot be read")]
    [InlineData("\"licence\": \"none\"", "\"license\": \"none\"", "licence")]
    [InlineData("\"licence\": \"none\"", "\"licence\": null", "licence")]
    [InlineData("\"name\"", "name", "card cannot be read")]
    public void Refuses_a_card_that_is_not_one(string text, string wrong, string message)
    {
        RefaceModel.Save(root.File("head"), Card(), generator);
        var path = Path.Combine(root.File("head"), "card.json");
        var card = File.ReadAllText(path);
        Assert.Contains(text, card, StringComparison.Ordinal);
        File.WriteAllText(path, card.Replace(text, wrong, StringComparison.Ordinal));

        var fault = Assert.Throws<ModelInvalidException>(() => ModelKinds.Open(root.File("head")));

        Assert.Equal("ModelInvalid", fault.ErrorId);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    private static void AssertInvalid(RefaceModel model, string message)
    {
        var fault = Assert.Throws<ModelInvalidException>(() => model.LoadGenerator());
        Assert.Equal(model.Folder, fault.Folder);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    private static ModelCard Card() => new()
    {
        Name = "head",
        Version = "1.0",
        Kind = Pix2PixKind.OnCards,
        Generator = Size,
        ResolutionMillimeters = 2,
        StackShape = [96, 128, 128],
        Normalisation = "none",
        TrainingSubjects = ["a", "b"],
        ValidationSubjects = ["c"],
        Recipe = new TrainingRecipe { Seed = 4, Augmentation = SliceAugmentationRecipe.None },
        Steps = 12,
        Losses = new StepLosses(0.5f, 0.6f, 1, 2),
        Validation = new Dictionary<string, double> { ["L1"] = 0.125, ["none"] = double.NaN },
        Licence = "none",
        Attribution = "nobody",
        KnownFailures = [],
        Command = "New-RefaceModel",
        WeightsSha256 = "",
    };
}
