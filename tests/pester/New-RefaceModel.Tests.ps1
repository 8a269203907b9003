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
        Test-Path $model | Should -BeFalse
    }

    It 'replaces no model without -Force' {
        $model = (Get-RefaceModel pix2pix).Path
        { New-RefaceModel $script:scan $model -WorkFolder (Join-Path $TestDrive 'work') } |
            Should -Throw -ErrorId 'DestinationExists,RefacePS.Commands.NewRefaceModelCommand'
    }

    It 'says which names do not tell whose head it is, and ends where too few do' {
        { New-RefaceModel $script:scan (Join-Path $TestDrive 'model') -SubjectPattern '^IXI\d+' -ErrorVariable script:problems -ErrorAction SilentlyContinue } |
            Should -Throw -ErrorId 'TrainingDataInvalid,RefacePS.Commands.NewRefaceModelCommand'
        $script:problems.FullyQualifiedErrorId | Should -Contain 'SubjectNotInName,RefacePS.Commands.NewRefaceModelCommand'
    }

    It 'completes subjects by the names of scans' {
        $text = "New-RefaceModel -Path '$(Split-Path $script:scan)' -ValidationSubject "
        (TabExpansion2 $text $text.Length).CompletionMatches.CompletionText | Should -Be '01'
    }
}
