using System.Buffers.Binary;
using System.Text;
using RefacePS.Tests.Support;
using RefacePS.Weights;

namespace RefacePS.Tests.Weights;

public sealed class SafeTensorsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Reads_a_file_made_by_hand_from_the_specification()
    {
        // 1.5 = 0x3FC00000 and -2 = 0xC0000000 in binary32, 0.25 = 0x3400 in binary16, all little-endian.
        byte[] data = [0x00, 0x00, 0xC0, 0x3F, 0x00, 0x00, 0x00, 0xC0, 0x00, 0x34];
        var path = Store(
            """{"__metadata__":{"by":"hand"},"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"""
                + """ "b":{"dtype":"F16","shape":[],"data_offsets":[8,10]}}  """, data);

        var file = SafeTensorsFile.Read(path);

        Assert.Equal("hand", file.Metadata["by"]);
        Assert.Equal([2L, 1L], file.Tensors["a"].Shape);
        Assert.Equal([1.5f, -2f], file.Tensors["a"].ToSingles());
        Assert.Empty(file.Tensors["b"].Shape);
        Assert.Equal([0.25f], file.Tensors["b"].ToSingles());
    }

    [Fact]
    public void Comes_back_as_it_was_written()
    {
        float[] values = [0, -0f, 1e-30f, 3.14159f, float.MaxValue, -1];
        var tensors = new Dictionary<string, SafeTensor>
        {
            ["z"] = SafeTensor.FromSingles(values, [2, 3], SafeTensorType.F32),
            ["a.b"] = SafeTensor.FromSingles([], [0, 4], SafeTensorType.F32),
            ["half"] = SafeTensor.FromSingles([0.5f, 1f / 3], [2], SafeTensorType.F16),
        };
        var path = folder.File("round.safetensors");
        new SafeTensorsFile(tensors, new Dictionary<string, string> { ["step"] = "12" }).Write(path);

        var file = SafeTensorsFile.Read(path);

        Assert.Equal(["a.b", "half", "z"], file.Tensors.Keys.Order());
        Assert.Equal(values, file.Tensors["z"].ToSingles());
        Assert.Equal([2L, 3L], file.Tensors["z"].Shape);
        Assert.Equal([0.5f, (float)(Half)(1f / 3)], file.Tensors["half"].ToSingles());
        Assert.Equal("12", file.Metadata["step"]);
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Data_starts_on_a_multiple_of_eight_bytes()
    {
        var path = folder.File("aligned.safetensors");
        new SafeTensorsFile(
            new Dictionary<string, SafeTensor> { ["x"] = SafeTensor.FromSingles([1], [1], SafeTensorType.F32) },
            new Dictionary<string, string>()).Write(path);

        Assert.Equal(0ul, BinaryPrimitives.ReadUInt64LittleEndian(File.ReadAllBytes(path)) % 8);
    }

    [Theory]
    [InlineData("overlap",
        """
        {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},
        "b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}
        """)]
    [InlineData("hole",
        """
        {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},
        "b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}
        """)]
    [InlineData("left over", """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""")]
    [InlineData("beyond the end", """{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""")]
    [InlineData("backwards", """{"a":{"dtype":"F32","shape":[3],"data_offsets":[12,0]}}""")]
    [InlineData("before the start", """{"a":{"dtype":"F32","shape":[4],"data_offsets":[-4,12]}}""")]
    [InlineData("shape and size differ", """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,12]}}""")]
    [InlineData("negative side", """{"a":{"dtype":"F32","shape":[-1,-3],"data_offsets":[0,12]}}""")]
    [InlineData("size overflows", """{"a":{"dtype":"F32","shape":[4611686018427387907,1],"data_offsets":[0,12]}}""")]
    [InlineData("side is no integer", """{"a":{"dtype":"F32","shape":[1e99],"data_offsets":[0,12]}}""")]
    [InlineData("rank of thousands", """{"a":{"dtype":"F32","shape":[3,1,1,1,1,1,1,1,1],"data_offsets":[0,12]}}""")]
    [InlineData("same name twice",
        """
        {"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]},
        "a":{"dtype":"F32","shape":[0],"data_offsets":[12,12]}}
        """)]
    [InlineData("type not read", """{"a":{"dtype":"I32","shape":[3],"data_offsets":[0,12]}}""")]
    [InlineData("type missing", """{"a":{"shape":[3],"data_offsets":[0,12]}}""")]
    [InlineData("three offsets", """{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12,12]}}""")]
    [InlineData("tensor is text", """{"a":"F32"}""")]
    [InlineData("metadata is a number",
        """{"__metadata__":{"a":1},"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""")]
    [InlineData("not an object", """[1,2,3]""")]
    [InlineData("nested deeply", """{"a":[[[[[[[[1]]]]]]]]}""")]
    [InlineData("not JSON", """{"a":""")]
    public void Refuses_a_hostile_header(string fault, string header)
    {
        var path = Store(header, new byte[12]);
        var thrown = Assert.Throws<SafeTensorsInvalidException>(() => SafeTensorsFile.Read(path));
        Assert.True(thrown.ErrorId == "SafeTensorsInvalid"
            && thrown.Message.Contains(path, StringComparison.Ordinal), fault);
    }

    [Theory]
    [InlineData(0ul)]
    [InlineData(13ul)]
    [InlineData(100_000_001ul)]
    [InlineData(ulong.MaxValue)]
    public void Refuses_a_header_that_is_longer_than_the_file_or_empty(ulong length)
    {
        var bytes = new byte[20];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        File.WriteAllBytes(folder.File("length"), bytes);
        Assert.Throws<SafeTensorsInvalidException>(() => SafeTensorsFile.Read(folder.File("length")));
    }

    [Fact]
    public void Refuses_a_file_cut_anywhere()
    {
        var whole = File.ReadAllBytes(
            Store("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", new byte[12]));
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(folder.File("cut"), whole[..length]);
            Assert.Throws<SafeTensorsInvalidException>(() => SafeTensorsFile.Read(folder.File("cut")));
        }
    }

    private string Store(string header, byte[] data)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var prefix = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)text.Length);
        File.WriteAllBytes(folder.File("made"), [.. prefix, .. text, .. data]);
        return folder.File("made");
    }
}
