<#
.SYNOPSIS
Trains the model shape-model that ships.
.DESCRIPTION
Learns from the whole heads in the folder train of a cohort: 94 adults of the IXI dataset, and 6 held out, the same as
for pix2pix. It takes about half an hour on one processor core, can be stopped at any moment, and goes on where it was
when it is run again with the same work folder. LICENSE.md says whom to name.
.PARAMETER Cohort
The folder of the cohort.
.PARAMETER WorkFolder
Where prepared heads and the shapes found so far go. It will hold real faces: never share it.
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
    Kind              = 'Shape'
    Path              = "$Cohort/train/*.nii.gz"
    Destination       = $Destination
    WorkFolder        = $WorkFolder
    Version           = '0.1.0'
    SubjectPattern    = '^[^_]+'
    ValidationSubject = 'IXI633-HH-2689', 'IXI634-HH-2690', 'IXI636-HH-2733', 'IXI637-HH-2785', 'IXI646-HH-2653',
        'IXI661-HH-2788'
    Licence           = 'CC BY-SA 3.0'
    Attribution       = -join @(
        'Made from T1-weighted scans of the IXI dataset (Hammersmith Hospital; brain-development.org/ixi-dataset), CC ',
        'BY-SA 3.0, in the 2 mm copies of CBICA/NiChart_Project. Changed: heads aligned, averaged and mirrored, and ',
        'the principal components of their shapes found; no scan or shape of a person is part of the file.')
    KnownFailure      = 'Trained on adults of one 3 T scanner with T1-weighted contrast alone.'
    Resume            = $true
    Force             = $true
}
New-RefaceModel @model
