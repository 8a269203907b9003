BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'PesterSupport.psm1') -Force
    Install-ModuleUnderTest
    $script:scan = Write-Scan ([System.IO.Path]::Combine($TestDrive, 'heads', 'sub-01_T1w.nii'))
}

Describe 'New-HeadAtlas' {
    It 'makes nothing under -WhatIf, by parameter and by pipeline' {
        $atlas = Join-Path $TestDrive 'atlas'
        New-HeadAtlas -Path (Split-Path $script:scan) -Destination $atlas -LabelPath $TestDrive -WhatIf |
            Should -BeNullOrEmpty
        $script:scan | New-HeadAtlas -Destination $atlas -LabelPath $TestDrive -WhatIf | Should -BeNullOrEmpty
        Test-Path $atlas | Should -BeFalse
    }

    It 'ends where a scan has no labels' {
        { New-HeadAtlas $script:scan (Join-Path $TestDrive 'atlas') -LabelPath (Join-Path $TestDrive 'none') } |
            Should -Throw -ErrorId 'AtlasLabelMissing,RefacePS.Commands.NewHeadAtlasCommand'
    }

    It 'ends where <Id>' -ForEach @(
        @{ Id = 'AtlasLabelAmbiguous'; Label = 'sub-01_T1w_a.nii', 'sub-01_T1w_b.nii';
            Dimension = 3, 4, 5, 6, 1, 1, 1, 1 }
        @{ Id = 'AtlasLabelGridDiffers'; Label = 'sub-01_T1w_labels.nii'; Dimension = 3, 4, 4, 4, 1, 1, 1, 1 }
        @{ Id = 'AtlasLabelEmpty'; Label = 'sub-01_T1w_labels.nii'; Dimension = 3, 4, 5, 6, 1, 1, 1, 1 }
    ) {
        $labels = Join-Path $TestDrive $Id
        foreach ($name in $Label) {
            $null = Write-Scan (Join-Path $labels $name) -Dimension $Dimension -DataType 2 -BitsPerVoxel 8 -Value 1 }
        { New-HeadAtlas $script:scan (Join-Path $TestDrive 'atlas') -LabelPath $labels } |
            Should -Throw -ErrorId "$Id,RefacePS.Commands.NewHeadAtlasCommand"
        Test-Path (Join-Path $TestDrive 'atlas') | Should -BeFalse
    }

    It 'replaces no atlas without -Force' {
        $atlas = Join-Path $TestDrive 'taken'
        $null = New-Item (Join-Path $atlas 'average.nii.gz') -Value 'mine' -Force
        $null = Write-Scan ([System.IO.Path]::Combine($TestDrive, 'labels', 'sub-01_T1w_labels.nii'))
        { New-HeadAtlas $script:scan $atlas -LabelPath (Join-Path $TestDrive 'labels') } |
            Should -Throw -ErrorId 'DestinationExists,RefacePS.Commands.NewHeadAtlasCommand'
    }

    It 'ends where there are no scans' {
        {
            New-HeadAtlas (Join-Path $TestDrive '*.nothing') (Join-Path $TestDrive 'atlas') -LabelPath $TestDrive `
                -ErrorAction SilentlyContinue } |
            Should -Throw -ErrorId 'AtlasScansMissing,RefacePS.Commands.NewHeadAtlasCommand'
    }
}
