<#
.SYNOPSIS
    Runs the Pester suite and says last how many tests passed, failed and were skipped.
.DESCRIPTION
    Build the module first: dotnet build -c Release src/RefacePS.Module
.EXAMPLE
    tests/pester/Invoke-Suite.ps1
#>
#Requires -Version 7.6
#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }
[CmdletBinding()]
param()

$configuration = New-PesterConfiguration
$configuration.Run.Path = $PSScriptRoot
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Detailed'
$result = Invoke-Pester -Configuration $configuration
Remove-Item (Join-Path ([System.IO.Path]::GetTempPath()) "refaceps-pester-$PID") -Recurse -Force -ErrorAction Ignore
'{0} passed, {1} failed, {2} skipped' -f $result.PassedCount,
    ($result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount), $result.SkippedCount
exit [int]($result.Result -ne 'Passed')
