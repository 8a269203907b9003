BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'PesterSupport.psm1') -Force
    Install-ModuleUnderTest
    $script:scan = Write-Scan (Join-Path $TestDrive 'heads' 'sub-01_T1w.nii')
}

Describe 'New-HeadAtlas' {
    It 'makes nothing under -WhatIf, by parameter and by pipeline' {
        $atlas = Join-Path $TestDrive 'atlas'
        New-HeadAtlas -Path (Split-Path $script:scan) -Destination $atlas -LabelPath $TestDrive -WhatIf | Should -BeNullOrEmpty
        $script:scan | New-HeadAtlas -Destination $atlas -LabelPath $TestDrive -WhatIf | Should -BeNullOrEmpty
        Test-Path $atlas | Should -BeFalse
    }

    It 'ends where a scan has no labels' {
        { New-HeadAtlas $script:scan (Join-Path $TestDrive 'atlas') -LabelPath (Join-Path $TestDrive 'none') } |
            Should -Throw -ErrorId 'AtlasLabelMissing,RefacePS.Commands.NewHeadAtlasCommand'
    }

    It 'ends where there are no scans' {
        { New-HeadAtlas (Join-Path $TestDrive '*.nothing') (Join-Path $TestDrive 'atlas') -LabelPath $TestDrive -ErrorAction SilentlyContinue } |
            Should -Throw -ErrorId 'AtlasScansMissing,RefacePS.Commands.NewHeadAtlasCommand'
    }
}
