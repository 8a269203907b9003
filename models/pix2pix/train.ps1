<#
.SYNOPSIS
Trains the model pix2pix that ships.
.DESCRIPTION
Trains on the whole heads in the folder train of a cohort: 94 adults of the IXI dataset, and 6 held out. It takes
somewhat more than an hour on two processor cores, can be stopped with Ctrl+C, and goes on where it was when it is run
again with the same work folder. LICENSE.md says whom to name.
.PARAMETER Cohort
The folder of the cohort.
.PARAMETER WorkFolder
Where checkpoint, losses, sample pictures and prepared heads go. It will hold real faces: never share it.
.PARAMETER Destination
Where the model goes; here by default.
.EXAMPLE
./train.ps1 -Cohort ~/ixi -WorkFolder ~/training -Destination ~/my-model
#>
param(
    [Parameter(Mandatory)] [string] $Cohort,
    [Parameter(Mandatory)] [string] $WorkFolder,
    [string] $Destination = $PSScriptRoot
)

$shared = & "$PSScriptRoot/../ixi.ps1" -Cohort $Cohort -WorkFolder $WorkFolder -Destination $Destination
$model = @{
    Kind           = 'Pix2Pix'
    ConstantEpochs = 6
    DecayingEpochs = 5
    BatchSize      = 4
    Depth          = 5
    Filters        = 32
    Seed           = 1
    Attribution    = -join @(
        'Trained on T1-weighted scans of the IXI dataset (Hammersmith Hospital; brain-development.org/ixi-dataset), ',
        'CC BY-SA 3.0, in the 2 mm copies of CBICA/NiChart_Project. Changed: faces removed, heads carried to a common ',
        'space, a network fitted; no scan is part of the weights file.')
}
New-RefaceModel @shared @model
