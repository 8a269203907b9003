BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'PesterSupport.psm1') -Force
    Install-ModuleUnderTest
    $script:archive = Join-Path $TestDrive 'archive'
    $script:shareable = Join-Path $TestDrive 'shareable'
    $null = New-Item (Join-Path $script:archive 'sub-1' 'anat') -ItemType Directory
    Copy-Item (Get-SampleHead) (Join-Path $script:archive 'sub-1' 'anat' 'sub-1_T1w.nii.gz')
    Set-Content (Join-Path $script:archive 'participants.tsv') 'participant_id'
}

Describe 'Protect-Archive' {
    It 'does nothing under -WhatIf' {
        Protect-Archive $script:archive $script:shareable -WhatIf | Should -BeNullOrEmpty
        $script:shareable | Should -Not -Exist
    }

    It 'protects a tree, and has nothing to do the second time' {
        $first = Protect-Archive $script:archive $script:shareable -Method Deface
        $first.Protected | Should -Be 1
        $first.FilesCopied | Should -Be 1
        $first.Succeeded | Should -BeTrue
        Join-Path $script:shareable 'sub-1' 'anat' 'sub-1_T1w.nii.gz' | Should -Exist
        (Get-Item $script:archive | Protect-Archive -Destination $script:shareable -Method Deface).Unchanged | Should -Be 1
    }

    It 'submits nothing to a cluster under -WhatIf' {
        $destination = Join-Path $TestDrive 'clustered'
        Protect-Archive $script:archive $destination -Engine Slurm -Partition long -TaskTime 4:00:00 -TaskMemory 8GB -MaxTasks 64 -WhatIf | Should -BeNullOrEmpty
        $destination | Should -Not -Exist
    }

    It 'takes -Partition for a cluster only' {
        { Protect-Archive $script:archive (Join-Path $TestDrive 'clustered') -Partition long } |
            Should -Throw -ErrorId 'SlurmParameterWithLocal,RefacePS.Commands.ProtectArchiveCommand'
    }

    It 'ends where <Id>' -ForEach @(
        @{ Id = 'ArchiveNotFound'; Source = 'nowhere'; Destination = 'new' }
        @{ Id = 'ArchivesOverlap'; Source = 'archive'; Destination = '.' }
        @{ Id = 'DestinationNotEmpty'; Source = 'archive/sub-1'; Destination = 'full' }
    ) {
        Set-Content (Join-Path (New-Item (Join-Path $TestDrive 'full') -ItemType Directory -Force) 'mine.txt') 'mine'
        { Protect-Archive (Join-Path $TestDrive $Source) (Join-Path $TestDrive $Destination) } | Should -Throw -ErrorId "$Id,RefacePS.Commands.ProtectArchiveCommand"
    }
}
