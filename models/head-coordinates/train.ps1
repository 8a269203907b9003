<#
.SYNOPSIS
Trains the network head-coordinates that ships: it sees the cavity of the brain in a head that lies any way, and where
in the head atlas each of its voxels belongs.
.DESCRIPTION
Learns from heads that are drawn at random: from the scans in data/cohort/train of a folder, from the label maps in
data/labelmaps, and from the average and the synthetic head of this project. It can be stopped at any moment, and goes
on where it was when it is run again with the same work folder. LICENSE.md says whom to name, network.json what it
learned from.
.PARAMETER Shared
The folder that holds data.
.PARAMETER WorkFolder
Where prepared heads and checkpoints go. It will hold real faces: never share it.
.PARAMETER Steps
Heads to learn from.
.PARAMETER Destination
Where the weights go; here by default.
.EXAMPLE
./train.ps1 -Shared ~/heads -WorkFolder ~/training -Destination ~/my-network
#>
param(
    [Parameter(Mandatory)] [string] $Shared,
    [Parameter(Mandatory)] [string] $WorkFolder,
    [int] $Steps = 6000,
    [string] $Destination = $PSScriptRoot
)

$bench = [System.IO.Path]::Combine($PSScriptRoot, '..', '..', 'bench', 'RefacePS.Bench')
dotnet run -c Release --project $bench -- train-head-coordinates --shared $Shared --work $WorkFolder --steps $Steps
foreach ($file in 'network.safetensors', 'network.json') {
    [System.IO.File]::Copy("$WorkFolder/$file", "$Destination/$file", $true)
}
