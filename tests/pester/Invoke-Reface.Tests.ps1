BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'PesterSupport.psm1') -Force
    Install-ModuleUnderTest
    $script:head = Import-Volume (Get-SampleHead)
    $script:defaced = $script:head | Invoke-Deface
}

Describe 'Invoke-Reface' {
    It 'grows a face by pipeline and by parameter, the same bytes each time' {
        $first = $script:defaced | Invoke-Reface
        $second = Invoke-Reface -Volume $script:defaced -Model shape-model -Device Cpu
        $first.Kind | Should -Be 'Refaced'
        $one = $first | Export-Volume -Destination (Join-Path $TestDrive 'one.nii')
        $two = $second | Export-Volume -Destination (Join-Path $TestDrive 'two.nii')
        (Get-FileHash $one[0].FullName).Hash | Should -Be (Get-FileHash $two[0].FullName).Hash
    }

    It 'draws another face for another -Seed' {
        $hashes = foreach ($seed in 0, 0, 1) {
            $file = $script:defaced | Invoke-Reface -Seed $seed |
                Export-Volume -Destination (Join-Path $TestDrive "seed$seed.nii") -Force
            (Get-FileHash $file[0].FullName).Hash
        }

        $hashes[1] | Should -Be $hashes[0]
        $hashes[2] | Should -Not -Be $hashes[0]
    }

    It 'takes a model by its folder' {
        $script:defaced | Invoke-Reface -Model (Get-RefaceModel pix2pix).Path | Should -HaveCount 1
    }

    It 'gives the whole output under -Raw' {
        $raw = $script:defaced | Invoke-Reface -Raw
        $raw.Base | Should -Not -BeNullOrEmpty
    }

    It 'refuses a head that has its face' {
        $script:head | Invoke-Reface -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -Be 'NothingRemoved,RefacePS.Commands.InvokeRefaceCommand'
        $problems[0].TargetObject | Should -Be $script:head
    }

    It 'ends where <Id>' -ForEach @(
        @{ Id = 'ModelNotFound'; Splat = @{ Model = 'none' } }
        @{ Id = 'CudaUnavailable'; Splat = @{ Device = 'Cuda:99' } }
        @{ Id = 'UnknownDevice'; Splat = @{ Device = 'Abacus' } }
        @{ Id = 'HeadAtlasInvalid'; Splat = @{ Atlas = 'nowhere' } }
    ) {
        { $script:defaced | Invoke-Reface @Splat } | Should -Throw -ErrorId "$Id,RefacePS.Commands.InvokeRefaceCommand"
    }

    It 'gives nothing for what is no head' {
        $small = Import-Volume (Write-Scan (Join-Path $TestDrive 'small.nii'))
        $small | Invoke-Reface -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -Be 'HeadNotFound,RefacePS.Commands.InvokeRefaceCommand'
    }

    It 'ends where a shape model was made with another atlas' {
        $atlas = Join-Path $TestDrive 'atlas'
        Copy-Item ([System.IO.Path]::Combine((Get-Module RefacePS).ModuleBase, 'models', 'head-atlas')) $atlas -Recurse
        foreach ($image in Get-ChildItem $atlas -Filter *.nii.gz) {
            Copy-Image $image.FullName $image.FullName -Forward 40 }
        { $script:defaced | Invoke-Reface -Model shape-model -Atlas $atlas } |
            Should -Throw -ErrorId 'AtlasMismatch,RefacePS.Commands.InvokeRefaceCommand'
    }

    It 'ends where ModelInvalid' {
        $model = Join-Path $TestDrive 'damaged'
        Copy-Item (Get-RefaceModel shape-model).Path $model -Recurse
        Set-Content (Join-Path $model 'shapes.safetensors') 'damaged'
        { $script:defaced | Invoke-Reface -Model $model } |
            Should -Throw -ErrorId 'ModelInvalid,RefacePS.Commands.InvokeRefaceCommand'
    }
}
