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

$model = @{
    Kind              = 'Pix2Pix'
    Path              = "$Cohort/train/*.nii.gz"
    Destination       = $Destination
    WorkFolder        = $WorkFolder
    Version           = '0.1.0'
    SubjectPattern    = '^[^_]+'
    ValidationSubject = 'IXI633-HH-2689', 'IXI634-HH-2690', 'IXI636-HH-2733', 'IXI637-HH-2785', 'IXI646-HH-2653',
        'IXI661-HH-2788'
    ConstantEpochs    = 6
    DecayingEpochs    = 5
    BatchSize         = 4
    Depth             = 5
    Filters           = 32
    Seed              = 1
    Licence           = 'CC BY-SA 3.0'
    Attribution       = -join @(
        'Trained on T1-weighted scans of the IXI dataset (Hammersmith Hospital; brain-development.org/ixi-dataset), ',
        'CC BY-SA 3.0, in the 2 mm copies of CBICA/NiChart_Project. Changed: faces removed, heads carried to a common ',
        'space, a network fitted; no scan is part of the weights file.')
    KnownFailure      = 'Trained on adults of one 3 T scanner with T1-weighted contrast alone.'
    Resume            = $true
    Force             = $true
}
New-RefaceModel @model
