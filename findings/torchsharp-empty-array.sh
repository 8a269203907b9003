#!/usr/bin/env bash
# In TorchSharp, data<T>().ToArray() of a tensor without elements gives an empty array where the tensor has one axis,
# and throws an ArgumentOutOfRangeException of a parameter that nobody gave where it has two or more. One would expect
# an empty array, as of a list of no points. Such tensors come of masks that select nothing, so that the error is seen
# on rare input alone. RefacePS flattens tensors that may be empty before it asks for their numbers.
set -euo pipefail
version=0.107.0 libtorch=2.10.0
command -v dotnet >/dev/null || { echo 'dotnet is needed'; exit 2; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >finding.csproj <<EOF
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings>
    <RuntimeIdentifier>linux-x64</RuntimeIdentifier><SelfContained>false</SelfContained>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="TorchSharp" Version="$version" />
    <PackageReference Include="libtorch-cpu-linux-x64" Version="$libtorch" />
  </ItemGroup>
</Project>
EOF
cat >Program.cs <<'EOF'
using TorchSharp;
using static TorchSharp.torch;

// What libtorchsharp-symbol-version.sh shows: without this, Debian 12 refuses the library.
Weaken(Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.so"), "GLIBCXX_3.4.32");
using var points = rand([5, 3]);
using var none = points[points.select(1, 0) > 2];
using var flat = none.reshape(-1);
var (many, one) = (Length(none), Length(flat));
Console.WriteLine($"No points of [5, 3] are left, a tensor [{none.shape[0]}, {none.shape[1]}]; as an array: {many}");
Console.WriteLine($"The same tensor with one axis; as an array: {one}");
return many == nameof(ArgumentOutOfRangeException) && one == "0 numbers" ? 0 : 1;

static string Length(Tensor tensor)
{
    try
    {
        return $"{tensor.data<float>().ToArray().Length} numbers";
    }
    catch (ArgumentException fault)
    {
        return fault.GetType().Name;
    }
}

// Sets the flag VER_FLG_WEAK of a version in the section .gnu.version_r of a 64-bit ELF file.
static void Weaken(string file, string name)
{
    var bytes = File.ReadAllBytes(file);
    long sections = BitConverter.ToInt64(bytes, 0x28);
    int Section(int index) => (int)sections + index * BitConverter.ToInt16(bytes, 0x3A);
    var needs = Enumerable.Range(0, BitConverter.ToInt16(bytes, 0x3C)).Select(Section)
        .Single(section => BitConverter.ToUInt32(bytes, section + 4) == 0x6ffffffe);
    var names = (int)BitConverter.ToInt64(bytes, Section(BitConverter.ToInt32(bytes, needs + 0x28)) + 0x18);
    for (int need = (int)BitConverter.ToInt64(bytes, needs + 0x18), next = 1; next != 0; need += next)
    {
        next = BitConverter.ToInt32(bytes, need + 12);
        for (int version = need + BitConverter.ToInt32(bytes, need + 8), step = 1; step != 0; version += step)
        {
            step = BitConverter.ToInt32(bytes, version + 12);
            var text = names + BitConverter.ToInt32(bytes, version + 8);
            if (System.Text.Encoding.ASCII.GetString(bytes, text, name.Length + 1) == name + "\0")
            {
                bytes[version + 4] = 2;
            }
        }
    }

    File.WriteAllBytes(file, bytes);
}
EOF
dotnet build --nologo -v quiet --packages "$work/packages" >build.log 2>&1 || { cat build.log; exit 2; }
echo "TorchSharp $version, libtorch $libtorch"
dotnet "$(find bin -name finding.dll)"
