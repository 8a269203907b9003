#!/usr/bin/env bash
# libtorch's grid_sample shares its work out by the batch alone. A batch of two volumes runs on two threads; one
# volume, the usual case in medical images, runs on one, whatever set_num_threads says. One would expect slices of it
# to be shared out. RefacePS samples without it where that takes time (src/RefacePS/Volumes/Resampling.cs). What is
# compared is processor time by thread, so that other work on the machine plays no part.
set -euo pipefail
version=0.107.0 libtorch=2.10.0
[ "$(nproc)" -gt 1 ] && command -v dotnet >/dev/null || { echo 'two cores and dotnet are needed'; exit 2; }

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
var main = int.Parse(Path.GetFileName(File.ResolveLinkTarget("/proc/thread-self", true)!.FullName));
set_num_threads(2);
using var volume = rand([1, 1, 64, 64, 64]);
using var grid = rand([1, 64, 64, 64, 3]) * 2 - 1;
using var two = cat([volume, volume]);
using var grids = cat([grid, grid]);
var (one, both) = (ShareOfOthers(volume, grid), ShareOfOthers(two, grids));
Console.WriteLine(FormattableString.Invariant(
    $"Share of the processor time that other threads took: a batch of one {one:P0}, a batch of two {both:P0}"));
return one < 0.1 && both > 0.3 ? 0 : 1;

double ShareOfOthers(Tensor input, Tensor at)
{
    nn.functional.grid_sample(input, at, align_corners: true).Dispose();
    var before = Ticks();
    for (var round = 0; round < 5; round++)
    {
        nn.functional.grid_sample(input, at, align_corners: true).Dispose();
    }

    var after = Ticks();
    var spent = after.ToDictionary(pair => pair.Key, pair => pair.Value - before.GetValueOrDefault(pair.Key));
    return 1 - spent[main] / (double)spent.Values.Sum();
}

static Dictionary<int, long> Ticks() => Directory.GetDirectories("/proc/self/task").ToDictionary(
    task => int.Parse(Path.GetFileName(task)),
    task => long.Parse(File.ReadAllText(task + "/stat").Split(") ")[^1].Split(' ')[11]));

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
