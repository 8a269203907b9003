<#
.SYNOPSIS
    Takes a study out of an archive by DICOMweb, protects it, and puts it back under its new UIDs.
.DESCRIPTION
    WADO-RS fetches the study, Protect-Archive makes a copy without faces and names, and STOW-RS stores that copy,
    series by series. The study that was there stays. What is held back or withheld is not stored, and the summary says
    so.
    The study and each series have to fit into memory.
.PARAMETER Server
    Root of the DICOMweb service, such as http://localhost:8042/dicom-web.
.PARAMETER StudyUid
    Study Instance UID of the study to protect.
.PARAMETER Folder
    A new folder for the files: 'original' has the faces and names, 'shareable' has not. Delete 'original' afterwards.
.PARAMETER Method
    Reface or Deface.
.PARAMETER Authorization
    Value of the HTTP header of that name, such as 'Bearer ...', where the service asks for one.
.OUTPUTS
    The summary of Protect-Archive, then the new UID and the number of images of each study that was stored.
#>
param(
    [Parameter(Mandatory)]
    [uri] $Server,

    [Parameter(Mandatory)]
    [string] $StudyUid,

    [Parameter(Mandatory)]
    [string] $Folder,

    [ValidateSet('Reface', 'Deface')]
    [string] $Method = 'Reface',

    [string] $Authorization
)

$ErrorActionPreference = 'Stop'
$root = $Server.AbsoluteUri.TrimEnd('/')
$source = [System.IO.Directory]::CreateDirectory(
    $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath("$Folder/original")).FullName
$shareable = [System.IO.Path]::Combine([System.IO.Path]::GetDirectoryName($source), 'shareable')
$ordinal = [System.StringComparison]::Ordinal
$client = [System.Net.Http.HttpClient]::new()
$client.Timeout = [System.Threading.Timeout]::InfiniteTimeSpan
if ($Authorization) {
    $null = $client.DefaultRequestHeaders.TryAddWithoutValidation('Authorization', $Authorization)
}

function Send-Request([string] $Verb, [string] $Path, [string] $Accept, $Content) {
    $request = [System.Net.Http.HttpRequestMessage]::new([System.Net.Http.HttpMethod]::new($Verb), "$root/$Path")
    $null = $request.Headers.TryAddWithoutValidation('Accept', $Accept)
    $request.Content = $Content
    $response = $client.SendAsync($request).GetAwaiter().GetResult()
    $response.EnsureSuccessStatusCode()
}

# WADO-RS gives the files as the parts of one message. Latin 1 makes a letter of each byte, and a byte of each letter.
$latin = [System.Text.Encoding]::Latin1
$accept = 'multipart/related; type="application/dicom"; transfer-syntax=*'
$fetched = Send-Request -Verb GET -Path "studies/$StudyUid" -Accept $accept
$mark = ($fetched.Content.Headers.ContentType.Parameters | Where-Object Name -EQ 'boundary').Value.Trim('"')
$message = $latin.GetString($fetched.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult())
$count = 0
$part = $message.IndexOf("--$mark", $ordinal)
while ($part -ge 0) {
    $head = $message.IndexOf("`r`n`r`n", $part, $ordinal)
    $end = if ($head -ge 0) { $message.IndexOf("`r`n--$mark", $head, $ordinal) } else { -1 }
    if ($end -ge 0) {
        $count++
        $bytes = $latin.GetBytes($message.Substring($head + 4, $end - $head - 4))
        [System.IO.File]::WriteAllBytes(('{0}/{1:00000}.dcm' -f $source, $count), $bytes)
    }

    $part = if ($end -ge 0) { $end + 2 } else { -1 }
}

$message = $null
Protect-Archive -LiteralPath $source -Destination $shareable -Method $Method -Layout Study

# With -Layout Study a file lies in patient/study/series, by their new names.
$files = [System.IO.Directory]::GetFiles($shareable, '*.dcm', [System.IO.SearchOption]::AllDirectories)
$folders = [string[]] ($files | ForEach-Object { [System.IO.Path]::GetDirectoryName($_) })
foreach ($series in [System.Linq.Enumerable]::Distinct($folders)) {
    $content = [System.Net.Http.MultipartContent]::new('related')
    $type = [System.Net.Http.Headers.NameValueHeaderValue]::new('type', '"application/dicom"')
    $content.Headers.ContentType.Parameters.Add($type)
    foreach ($file in [System.IO.Directory]::GetFiles($series)) {
        $image = [System.Net.Http.ByteArrayContent]::new([System.IO.File]::ReadAllBytes($file))
        $image.Headers.ContentType = [System.Net.Http.Headers.MediaTypeHeaderValue]::new('application/dicom')
        $content.Add($image)
    }

    $null = Send-Request -Verb POST -Path studies -Accept 'application/dicom+json' -Content $content
}

$studies = $files | ForEach-Object { $_.Replace('\', '/').Split('/')[-3] }
foreach ($study in [System.Linq.Enumerable]::Distinct([string[]] $studies)) {
    $answer = Send-Request -Verb GET -Path "studies/$study/instances" -Accept 'application/dicom+json'
    $json = [System.Text.Json.JsonDocument]::Parse($answer.Content.ReadAsStringAsync().GetAwaiter().GetResult())
    [pscustomobject] @{ StudyUid = $study; Images = $json.RootElement.GetArrayLength() }
}
