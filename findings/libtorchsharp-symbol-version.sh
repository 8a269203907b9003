#!/usr/bin/env bash
# TorchSharp's native library for Linux asks for GLIBCXX_3.4.32 (GCC 13). Debian 12 and Ubuntu 22.04 end at 3.4.30 and
# refuse to load it. One would expect the loader's reason; TorchSharp says that a package is missing. The one symbol of
# that version, std::ios_base_library_init, has no relocation: it is never called. RefacePS marks the version as weak
# in its copy (build/RefacePS.Native), and the library then loads.
set -euo pipefail
version=0.107.0 libtorch=2.10.0
command -v dotnet >/dev/null && command -v readelf >/dev/null || { echo 'dotnet and readelf are needed'; exit 2; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >finding.csproj <<EOF
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework>
    <RuntimeIdentifier>linux-x64</RuntimeIdentifier><SelfContained>false</SelfContained>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="TorchSharp" Version="$version" />
    <PackageReference Include="libtorch-cpu-linux-x64" Version="$libtorch" />
  </ItemGroup>
</Project>
EOF
cat >Program.cs <<'EOF'
try { System.Console.WriteLine(TorchSharp.torch.ones(1).item<float>()); }
catch (System.Exception fault) { System.Console.WriteLine(fault.GetBaseException().Message); }
EOF
dotnet build --nologo -v quiet --packages "$work/packages" >build.log 2>&1 || { cat build.log; exit 2; }
library=$(find bin -name libLibTorchSharp.so)
echo "TorchSharp $version, libtorch $libtorch, $(ldd --version | head -n 1)"
echo 'Symbols of version GLIBCXX_3.4.32 that libLibTorchSharp.so asks for:'
readelf --dyn-syms --wide "$library" | grep GLIBCXX_3.4.32 || { echo none; exit 1; }
relocations=$(readelf --relocs --wide "$library" | grep -c 'ios_base_library_init' || true)
echo "Relocations of it: $relocations"
echo 'What a program gets that asks for a tensor:'
dotnet "$(find bin -name finding.dll)" 2>&1 | head -n 5
[ "$relocations" -eq 0 ] || exit 1
