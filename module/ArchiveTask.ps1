# What a task of an array job runs, with pwsh or RefacePS.Shell. Protect-Archive -Engine Slurm submits it; it is of no
# use by itself.
param([string] $Region, [string] $Atlas, [string] $Model, [string] $Device, [int] $Workers, [string] $Job)
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/RefacePS.psd1"
$task = [RefacePS.ModuleLoadContext]::CmdletAssembly.GetType('RefacePS.Protection.ArchiveTask', $true)
$task::Run($Region, $Atlas, $Model, $Device, $Workers, $Job)
