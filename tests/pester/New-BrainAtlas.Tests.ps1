BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'PesterSupport.psm1') -Force
    Install-ModuleUnderTest
}

Describe 'New-BrainAtlas' {
    It 'makes nothing under -WhatIf, by parameter and by pipeline' {
        $scan = Write-Scan ([System.IO.Path]::Combine($TestDrive, 'heads', 'sub-01_T1w.nii'))
        $atlas = Join-Path $TestDrive 'atlas'
        New-BrainAtlas -Path $scan -Destination $atlas -LabelPath $TestDrive -StructureTable none.tsv -WhatIf |
            Should -BeNullOrEmpty
        $scan | New-BrainAtlas -Destination $atlas -LabelPath $TestDrive -StructureTable none.tsv -WhatIf |
            Should -BeNullOrEmpty
        Test-Path $atlas | Should -BeFalse
    }

    It 'ends where <Id>' -ForEach @(
        @{ Id = 'AtlasLabelMissing'; Labels = 'none' }
        @{ Id = 'StructureTableInvalid'; Labels = 'labels' }
    ) {
        $scan = Write-Scan ([System.IO.Path]::Combine($TestDrive, 'heads', 'sub-01_T1w.nii'))
        $null = Write-Scan ([System.IO.Path]::Combine($TestDrive, 'labels', 'sub-01_T1w_labels.nii'))
        {
            New-BrainAtlas $scan (Join-Path $TestDrive 'atlas') -LabelPath (Join-Path $TestDrive $Labels) `
                -StructureTable none.tsv } |
            Should -Throw -ErrorId "$Id,RefacePS.Commands.NewBrainAtlasCommand"
    }

    It 'ends where there are no scans' {
        {
            New-BrainAtlas (Join-Path $TestDrive '*.nothing') (Join-Path $TestDrive 'atlas') -LabelPath $TestDrive `
                -StructureTable none.tsv -ErrorAction SilentlyContinue } |
            Should -Throw -ErrorId 'AtlasScansMissing,RefacePS.Commands.NewBrainAtlasCommand'
    }

    It 'ends where <Id>, by labels' -ForEach @(
        @{ Id = 'AtlasLabelAmbiguous'; Label = 'sub-01_T1w_a.nii', 'sub-01_T1w_b.nii';
            Dimension = 3, 4, 5, 6, 1, 1, 1, 1; Value = 1 }
        @{ Id = 'AtlasLabelGridDiffers'; Label = 'sub-01_T1w_labels.nii'; Dimension = 3, 4, 4, 4, 1, 1, 1, 1;
            Value = 1 }
        @{ Id = 'AtlasLabelEmpty'; Label = 'sub-01_T1w_labels.nii'; Dimension = 3, 4, 5, 6, 1, 1, 1, 1; Value = 3 }
        @{ Id = 'HeadNotFound'; Label = 'sub-01_T1w_labels.nii'; Dimension = 3, 4, 5, 6, 1, 1, 1, 1; Value = 4 }
    ) {
        $scan = Write-Scan ([System.IO.Path]::Combine($TestDrive, 'heads', 'sub-01_T1w.nii'))
        $labels = Join-Path $TestDrive $Id
        foreach ($name in $Label) {
            $null = Write-Scan (Join-Path $labels $name) -Dimension $Dimension -DataType 2 -BitsPerVoxel 8 `
                -Value $Value }
        $table = [System.IO.Path]::Combine((Get-Module RefacePS).ModuleBase, 'models', 'brain-atlas', 'structures.tsv')
        { New-BrainAtlas $scan (Join-Path $TestDrive 'atlas') -LabelPath $labels -StructureTable $table } |
            Should -Throw -ErrorId "$Id,RefacePS.Commands.NewBrainAtlasCommand"
    }
}
