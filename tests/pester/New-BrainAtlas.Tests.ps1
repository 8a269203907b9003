BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'PesterSupport.psm1') -Force
    Install-ModuleUnderTest
}

Describe 'New-BrainAtlas' {
    It 'makes nothing under -WhatIf, by parameter and by pipeline' {
        $scan = Write-Scan ([System.IO.Path]::Combine($TestDrive, 'heads', 'sub-01_T1w.nii'))
        $atlas = Join-Path $TestDrive 'atlas'
        New-BrainAtlas -Path $scan -Destination $atlas -LabelPath $TestDrive -StructureTable none.tsv -WhatIf | Should -BeNullOrEmpty
        $scan | New-BrainAtlas -Destination $atlas -LabelPath $TestDrive -StructureTable none.tsv -WhatIf | Should -BeNullOrEmpty
        Test-Path $atlas | Should -BeFalse
    }

    It 'ends where <Id>' -ForEach @(
        @{ Id = 'AtlasLabelMissing'; Labels = 'none' }
        @{ Id = 'StructureTableInvalid'; Labels = 'labels' }
    ) {
        $scan = Write-Scan ([System.IO.Path]::Combine($TestDrive, 'heads', 'sub-01_T1w.nii'))
        $null = Write-Scan ([System.IO.Path]::Combine($TestDrive, 'labels', 'sub-01_T1w_labels.nii'))
        { New-BrainAtlas $scan (Join-Path $TestDrive 'atlas') -LabelPath (Join-Path $TestDrive $Labels) -StructureTable none.tsv } |
            Should -Throw -ErrorId "$Id,RefacePS.Commands.NewBrainAtlasCommand"
    }
}
