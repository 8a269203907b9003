<#
.SYNOPSIS
Builds the loadable module in output/RefacePS/<version>, or packs it in output/packages.
.DESCRIPTION
A thin face of the MSBuild targets, which work without PowerShell too:
dotnet build -c Release src/RefacePS.Module -p:ModuleRuntime=win-x64 -p:Backend=Cuda
dotnet build -c Release build/RefacePS.Package
The module holds the native libraries of each runtime it was built for side by side, in lib/native.
.EXAMPLE
./build.ps1
For this machine, without CUDA.
.EXAMPLE
./build.ps1 -Package -Runtime win-x64
The packages RefacePS and RefacePS.Runtime.win-x64.
.EXAMPLE
./build.ps1 -Runtime win-x64 -Backend Cuda
For Windows with an NVIDIA graphics card.
#>
[CmdletBinding()]
param(
    # The system to build for; by default this machine's.
    [ValidateSet('linux-x64', 'win-x64')]
    [string] $Runtime,

    # What libtorch computes on.
    [ValidateSet('Cpu', 'Cuda')]
    [string] $Backend = 'Cpu',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    # Pack the module too, as the PowerShell Gallery takes it.
    [switch] $Package
)

$project = $Package ? 'build/RefacePS.Package' : 'src/RefacePS.Module'
$properties = @("-p:Backend=$Backend")
if ($Runtime) {
    $properties += "-p:ModuleRuntime=$Runtime"
}

if ($Package) {
    # Other builds go on where npm is absent, and show results that are held back by still pictures alone.
    $properties += '-p:ViewerIsRequired=true'
}

dotnet build "$PSScriptRoot/$project" -c $Configuration @properties
exit $LASTEXITCODE
