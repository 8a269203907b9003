#!/usr/bin/env bash
# Each method of TorchSharp reads the native handle of its tensors and numbers and calls libtorch; nothing holds the
# objects until libtorch has ended, and their finalizers free what the handles stand for. To the garbage collector the
# last use is the reading, so that a collection at that moment frees what libtorch still reads. A tensor * 2 makes such
# a number at each call. One would expect a SafeHandle or GC.KeepAlive, as interop code has them. On a busy machine
# RefacePS's tests met an internal assertion about a number of no known type, and ended in an access violation in
# libtorch. RefacePS rewrites the methods in its copy (build/RefacePS.Native). The script counts the methods by their
# code; nothing is computed.
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
using TorchSharp;

const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
    | BindingFlags.DeclaredOnly;
var native = typeof(torch).Assembly.GetTypes().SelectMany(type => type.GetMethods(All))
    .Select(method => (Method: method, Calls: Calls(method).ToList()))
    .Where(method => method.Calls.Any(call => call.Name == "get_Handle")
        && method.Calls.Any(call => call.DeclaringType?.Name == "NativeMethods"))
    .ToList();
var held = native.Count(method => method.Calls.Any(call => call.Name is "KeepAlive" or "DangerousAddRef"));
var freed = Calls(typeof(torch.Tensor).GetMethod("Finalize", All)!).Any();
Console.WriteLine($"{native.Count} methods read a handle and call libtorch, {held} hold its owner; "
    + $"a finalizer of tensors {(freed ? "frees them" : "is not there")}");
return native.Count > 500 && held < native.Count / 10 && freed ? 0 : 1;

// The methods that a method calls.
static IEnumerable<MethodBase> Calls(MethodBase method)
{
    var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
    for (var at = 0; at + 5 <= code.Length; at++)
    {
        MethodBase? called = null;
        if (code[at] == OpCodes.Callvirt.Value || code[at] == OpCodes.Call.Value)
        {
            try
            {
                called = method.Module.ResolveMethod(BitConverter.ToInt32(code, at + 1),
                    method.DeclaringType!.GetGenericArguments(), method.IsGenericMethod
                        ? method.GetGenericArguments() : null);
            }
            catch (Exception e) when (e is ArgumentException or BadImageFormatException or FileNotFoundException) { }
        }

        if (called is not null) { yield return called; }
    }
}
EOF
dotnet build --nologo -v quiet --packages "$work/packages" >build.log 2>&1 || { cat build.log; exit 2; }
echo "TorchSharp $version"
dotnet "$(find bin -name finding.dll)"
