BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'PesterSupport.psm1') -Force
    Install-ModuleUnderTest
}

Describe 'New-BrainAtlas' {
    It 'makes nothing under -WhatIf, by parameter and by pipeline' {
        $scan = Write-Scan (Join-Path $TestDrive 'heads' 'sub-01_T1w.nii')
        $atlas = Join-Path $TestDrive 'atlas'
        New-BrainAtlas -Path $scan -Destination $atlas -LabelPath $TestDrive -StructureTable none.tsv -WhatIf | Should -BeNullOrEmpty
        $scan | New-BrainAtlas -Destination $atlas -LabelPath $TestDrive -StructureTable none.tsv -WhatIf | Should -BeNullOrEmpty
        Test-Path $atlas | Should -BeFalse
    }
}
