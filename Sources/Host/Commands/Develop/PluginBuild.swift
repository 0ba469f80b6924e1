import Foundation
import HostPlugins

/// One build of the plugin under development: the author's command, then everything that the host would refuse.
struct PluginBuild: Sendable {
    let workshop: Workshop
    /// For `sh -c` in the source folder.
    let command: String
    /// The bundle that the command makes; nil looks for one below `build`.
    let bundle: String?

    enum Outcome: Sendable {
        /// A copy of the bundle that stays as it is.
        case good(path: String, manifest: Manifest)
        case bad(DevelopmentNotice.Content)
    }

    /// - Throws: ``Failure`` if the copy cannot be written.
    func run() async throws -> Outcome {
        let process = try SpawnedProcess(["/bin/sh", "-c", command], folder: workshop.source)
        let status = await process.end()
        guard status == 0 else {
            let output = process.output
            return .bad(.init(heading: "The build failed: \(command)", faults: CompilerOutput.faults(in: output), output: output))
        }
        guard let path = found else {
            return .bad(
                .init(heading: "The build made no bundle", faults: [], output: "expected build/<Name>.plugin in \(workshop.source)"))
        }
        let report = BundleCheckReport.check(path)
        guard report.isAccepted, let bundle = report.bundle else {
            return .bad(.init(heading: "The bundle is refused", faults: report.issues.map(fault), output: report.text))
        }
        let kept = try workshop.keep(bundle, digest: bundle.digest)
        // In a process of its own: what goes wrong while the library is loaded is its end, not ours.
        let loading = try SpawnedProcess(["/proc/self/exe".resolvedLink, "dev-load", "\(kept)/\(bundle.manifest.library)"], folder: "/")
        let loaded = await loading.end()
        guard loaded == 0 else {
            return .bad(
                .init(
                    heading: "The library cannot be loaded: \(Self.words(loaded))", faults: CompilerOutput.faults(in: loading.output),
                    output: loading.output))
        }
        return .good(path: kept, manifest: bundle.manifest)
    }

    private var found: String? {
        if let bundle { return URL(fileURLWithPath: bundle, relativeTo: URL(fileURLWithPath: workshop.source)).standardizedFileURL.path }
        let folder = workshop.source + "/build"
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".plugin") }
        return names.count == 1 ? "\(folder)/\(names[0])" : nil
    }

    /// `queries/a.sql:3:1: text` as a place and a text.
    private func fault(_ issue: String) -> BuildFault {
        guard let match = issue.wholeMatch(of: /([^\s:]+(?::\d+(?::\d+)?)?): (.+)/.dotMatchesNewlines()) else {
            return BuildFault(place: "", text: issue)
        }
        return BuildFault(place: String(match.1), text: String(match.2))
    }

    /// How a process ended, for people.
    static func words(_ status: Int32) -> String {
        let signal = status & 0x7F
        return signal == 0 ? "exit code \((status >> 8) & 0xFF)" : "\(String(cString: strsignal(signal))) (signal \(signal))"
    }
}

extension String {
    /// What a symbolic link leads to; the text itself if it is none.
    var resolvedLink: String { URL(fileURLWithPath: self).resolvingSymlinksInPath().path }
}
