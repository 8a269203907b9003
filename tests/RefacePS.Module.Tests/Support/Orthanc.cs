using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace RefacePS.Module.Tests.Support;

/// <summary>A test against Orthanc, a PACS (Debian's orthanc and orthanc-dicomweb): counted as skipped where it is
/// absent.</summary>
internal sealed class OrthancFactAttribute : FactAttribute
{
    public OrthancFactAttribute() => Skip = Orthanc.IsPresent ? null
        : "Orthanc with its DICOMweb plugin is absent; Debian has it as orthanc and orthanc-dicomweb.";
}

/// <summary>Orthanc on loopback, empty, for as long as the object lives.</summary>
internal sealed class Orthanc : IDisposable
{
    private const string Program = "/usr/sbin/Orthanc";
    private const string Plugin = "/usr/share/orthanc/plugins/libOrthancDicomWeb.so";

    private readonly Process process;
    private readonly Uri root;

    /// <param name="folder">An empty folder for its files.</param>
    public Orthanc(string folder)
    {
        var port = FreePort();
        root = new($"http://127.0.0.1:{port}/");
        var settings = Path.Combine(folder, "orthanc.json");
        File.WriteAllText(settings, JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["StorageDirectory"] = folder,
            ["IndexDirectory"] = folder,
            ["HttpPort"] = port,
            ["DicomServerEnabled"] = false,
            ["RemoteAccessAllowed"] = false,
            ["AuthenticationEnabled"] = false,
            ["Plugins"] = (string[])[Plugin],
            ["DicomWeb"] = new Dictionary<string, object> { ["Enable"] = true, ["Root"] = "/dicom-web/" },
        }));
        process = Process.Start(new ProcessStartInfo(Program, [settings]) { RedirectStandardError = true })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        WaitUntilUp();
    }

    public static bool IsPresent => File.Exists(Program) && File.Exists(Plugin);

    /// <summary>Root of its DICOMweb service.</summary>
    public Uri DicomWeb => new(root, "dicom-web");

    /// <summary>Puts a file into it.</summary>
    public void Store(string path) => Ask(client => client.PostAsync(
        new Uri(root, "instances"), new ByteArrayContent(File.ReadAllBytes(path))));

    /// <summary>An answer of its own interface, as JSON.</summary>
    public JsonElement Get(string path) =>
        JsonDocument.Parse(Ask(client => client.GetAsync(new Uri(root, path)))).RootElement;

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    private static string Ask(Func<HttpClient, Task<HttpResponseMessage>> ask)
    {
        using var client = new HttpClient();
        using var response = ask(client).GetAwaiter().GetResult();
        response.EnsureSuccessStatusCode();
        return response.Content.ReadAsStringAsync().GetAwaiter().GetResult();
    }

    private void WaitUntilUp()
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                Get("system");
                return;
            }
            catch (HttpRequestException) when (attempt < 100 && !process.HasExited)
            {
                Thread.Sleep(100);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
