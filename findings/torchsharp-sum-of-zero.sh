#!/usr/bin/env bash
# In TorchSharp, tensor.sum(1) adds up along axis 1, and tensor.sum(0) does not add up along axis 0: the literal 0 is
# the one integer that C# converts to an enumeration, so that the compiler takes the overload whose argument is a type
# of numbers, and everything is added up as bytes. One would expect an axis, as in PyTorch. RefacePS writes sum([0]).
# The script asks the compiler which methods it takes; nothing is computed.
set -euo pipefail
version=0.107.0
command -v dotnet >/dev/null || { echo 'dotnet is needed'; exit 2; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >finding.csproj <<EOF
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
  <ItemGroup><PackageReference Include="TorchSharp" Version="$version" /></ItemGroup>
</Project>
EOF
cat >Program.cs <<'EOF'
using System.Reflection;
using System.Reflection.Emit;
using static TorchSharp.torch;

var (zero, one) = (Called("ByZero"), Called("ByOne"));
Console.WriteLine($"sum(0) is {zero}");
Console.WriteLine($"sum(1) is {one}");
return IsByType(zero) && !IsByType(one) ? 0 : 1;

static bool IsByType(MethodBase method) =>
    method.GetParameters() is [var only] && Nullable.GetUnderlyingType(only.ParameterType) == typeof(ScalarType);

// The method of a tensor that a method of this program calls.
static MethodBase Called(string name)
{
    var code = typeof(Calls).GetMethod(name)!.GetMethodBody()!.GetILAsByteArray()!;
    for (var at = 0; at + 5 <= code.Length; at++)
    {
        if (code[at] == OpCodes.Callvirt.Value || code[at] == OpCodes.Call.Value)
        {
            var token = BitConverter.ToInt32(code, at + 1);
            try
            {
                if (typeof(Calls).Module.ResolveMethod(token) is { Name: "sum" } method) { return method; }
            }
            catch (ArgumentException) { }
        }
    }

    throw new InvalidOperationException("No sum is called.");
}

static class Calls
{
    public static Tensor ByZero(Tensor values) => values.sum(0);
    public static Tensor ByOne(Tensor values) => values.sum(1);
}
EOF
dotnet build --nologo -v quiet --packages "$work/packages" >build.log 2>&1 || { cat build.log; exit 2; }
echo "TorchSharp $version"
dotnet "$(find bin -name finding.dll)"
