import ArgumentParser
import Foundation
import HostConformance
import HostPlugins
import HostTenancy

/// `hashinsight plugins install BUNDLE`: gives a bundle to every host of the installation. Switches nothing on.
struct PluginsInstall: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract:
            "Verify, vet and store a bundle. A plugin that is new can be enabled at once; another version is put beside the one that serves."
    )

    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: ArgumentHelp("The bundle's folder.", valueName: "bundle")) var bundle: String

    private struct Report: Encodable {
        let plugin: String
        let version: String
        let digest: String
        let signedBy: String?
        let keyId: String?
        let sizeBytes: Int64
        let serving: Bool
        let changed: Bool
    }

    func run() async throws {
        try await Failure.exiting {
            let file = try TenantsFile.forCommand(host.config)
            let addition = try await Failure.ofBundles {
                // Read once: these bytes are verified, vetted and stored.
                let contents = try BundleContents.read(bundle)
                let trust = try file.bundlePolicy().trust(contents, directory: bundle)
                let report = BundleCheckReport(try BundleReader.read(contents, directory: bundle))
                guard report.isAccepted, let manifest = report.bundle?.manifest else {
                    throw Failure(.wrongInput, "\(bundle) is refused:\n" + report.issues.map { "  \($0)" }.joined(separator: "\n"))
                }
                let hasFolder = file.plugins.contains { $0.id == manifest.id && $0.path != nil }
                return try await HostConnection.with(host) { connection in
                    let installation = BundleInstallation(
                        database: connection.database, store: BundleStore(database: connection.database, folder: connection.pluginsFolder),
                        libraryFault: { bundle in
                            let finding = await LibraryProbe.find(in: bundle)
                            if !finding.notInForce.isEmpty {
                                Talk.say(
                                    "warning: the library was tried without all of a worker's confinement: \(finding.notInForce.joined(separator: "; "))"
                                )
                            }
                            return finding.fault
                        })
                    return try await installation.install(contents, trust: trust, isServedFromFolder: hasFolder, origin: .commandLine)
                }
            }
            let stored = addition.bundle
            if stored.signedBy == nil { Talk.say("warning: nobody has signed it; hosts load it in development mode only") }
            if output.json {
                return try Talk.result(
                    json: Report(
                        plugin: stored.plugin, version: stored.version, digest: stored.digest, signedBy: stored.signedBy,
                        keyId: stored.keyId,
                        sizeBytes: stored.sizeBytes, serving: stored.isServing, changed: addition.isNew))
            }
            let signer = stored.signedBy.map { "signed by \($0)" } ?? "not signed"
            let what = "\(stored.plugin) \(stored.version) (\(stored.digest.prefix(12)), \(signer))"
            let next =
                stored.isServing
                ? "enable it with: hashinsight plugins enable \(stored.plugin) --tenant TENANT"
                : "another version serves; make it live with: hashinsight plugins upgrade \(stored.plugin) --to \(stored.version)"
            Talk.result("\(what) is installed\(addition.isNew ? "" : " (as before)"); \(next)")
        }
    }

}
