BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'PesterSupport.psm1') -Force
    Install-ModuleUnderTest
    $script:scan = Write-Scan ([System.IO.Path]::Combine($TestDrive, 'heads', 'sub-01_T1w.nii'))
}

Describe 'New-RefaceModel' {
    It 'makes nothing under -WhatIf, by parameter and by pipeline' {
        $model = Join-Path $TestDrive 'model'
        New-RefaceModel -Path (Split-Path $script:scan) -Destination $model -WhatIf | Should -BeNullOrEmpty
        $script:scan | New-RefaceModel -Destination $model -WhatIf | Should -BeNullOrEmpty
        $script:scan | New-RefaceModel -Destination $model -Kind Pix2Pix -WhatIf | Should -BeNullOrEmpty
        $script:scan | New-RefaceModel -Destination $model -Kind Pix2Pix3D -ShapeModel shape-model -WhatIf |
            Should -BeNullOrEmpty
        Test-Path $model | Should -BeFalse
    }

    It 'replaces no model without -Force' {
        $model = (Get-RefaceModel pix2pix).Path
        { New-RefaceModel $script:scan $model -WorkFolder (Join-Path $TestDrive 'work') } |
            Should -Throw -ErrorId 'DestinationExists,RefacePS.Commands.NewRefaceModelCommand'
    }

    It 'says which names do not tell whose head it is, and ends where too few do' {
        {
            New-RefaceModel $script:scan (Join-Path $TestDrive 'model') -SubjectPattern '^IXI\d+' `
                -ErrorVariable script:problems -ErrorAction SilentlyContinue } |
            Should -Throw -ErrorId 'TrainingDataInvalid,RefacePS.Commands.NewRefaceModelCommand'
        $script:problems.FullyQualifiedErrorId |
            Should -Contain 'SubjectNotInName,RefacePS.Commands.NewRefaceModelCommand'
    }

    It 'ends where <Id>' -ForEach @(
        @{ Id = 'UnknownDevice'; Splat = @{ Device = 'Abacus' } }
        @{ Id = 'CudaUnavailable'; Splat = @{ Device = 'Cuda:99' } }
        @{ Id = 'HeadAtlasInvalid'; Splat = @{ Atlas = 'nowhere' } }
        @{ Id = 'ModelNotFound'; Splat = @{ Kind = 'Pix2Pix3D'; ShapeModel = 'nobody' } }
    ) {
        { New-RefaceModel $script:scan (Join-Path $TestDrive 'model') @Splat } |
            Should -Throw -ErrorId "$Id,RefacePS.Commands.NewRefaceModelCommand"
    }

    It 'keeps scans and work out of what is passed on' {
        $model = Join-Path $TestDrive 'model'
        { New-RefaceModel $script:scan $model -WorkFolder (Join-Path $model 'work') } |
            Should -Throw -ErrorId 'WorkFolderInDestination,RefacePS.Commands.NewRefaceModelCommand'
        { New-RefaceModel $script:scan (Split-Path $script:scan) } |
            Should -Throw -ErrorId 'DestinationIsInput,RefacePS.Commands.NewRefaceModelCommand'
    }

    It 'draws no detail into the faces of a broken model' {
        $broken = Join-Path $TestDrive 'broken'
        $null = New-Item (Join-Path $broken 'card.json') -Value '{}' -Force
        { New-RefaceModel $script:scan (Join-Path $TestDrive 'model') -Kind Pix2Pix3D -ShapeModel $broken } |
            Should -Throw -ErrorId 'ModelInvalid,RefacePS.Commands.NewRefaceModelCommand'
    }

    It 'does not go on from a damaged checkpoint' {
        $people = New-Item (Join-Path $TestDrive 'people') -ItemType Directory -Force
        foreach ($subject in 1..2) {
            Copy-Item (Get-SampleHead) (Join-Path $people "sub-${subject}_T1w.nii.gz")
        }

        $work = Join-Path $TestDrive 'work'
        $null = New-Item (Join-Path $work 'checkpoint.safetensors') -Value 'damaged' -Force
        {
            New-RefaceModel (Join-Path $TestDrive 'people') (Join-Path $TestDrive 'model') -Kind Pix2Pix `
                -WorkFolder $work -Resume -WarningAction Ignore } |
            Should -Throw -ErrorId 'CheckpointInvalid,RefacePS.Commands.NewRefaceModelCommand'
    }

    It 'completes subjects by the names of scans' {
        $text = "New-RefaceModel -Path '$(Split-Path $script:scan)' -ValidationSubject "
        (TabExpansion2 $text $text.Length).CompletionMatches.CompletionText | Should -Be '01'
    }
}
