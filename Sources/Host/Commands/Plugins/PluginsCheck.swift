import ArgumentParser
import HostPlugins

/// `hashinsight plugins check BUNDLE`: everything that can be known of a bundle without running its code, then its entry.
struct PluginsCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check a bundle: layout, manifest, library, statements, migrations; say what it reads and writes.")

    @Argument(help: ArgumentHelp("The bundle's folder.", valueName: "bundle")) var bundle: String
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await Failure.exiting {
            let report = BundleCheckReport.check(bundle)
            // The library's constant entry is read only once everything else was accepted.
            var entryIssue: String?
            if report.isAccepted, let path = report.bundle?.libraryPath,
                case .failure(let error) = await PluginLibrary.loadApart(path: path)
            {
                entryIssue = error.message
            }
            Talk.result(output.json ? report.json.text : report.text)
            if let entryIssue { throw Failure(.wrongInput, entryIssue) }
            if !report.isAccepted { throw Failure(.wrongInput, "the bundle is refused") }
        }
    }
}
