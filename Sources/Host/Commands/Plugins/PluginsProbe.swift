import ArgumentParser
import HostConformance

/// `hashinsight plugins probe`: the child process of one case of `plugins check`. For no one else.
struct PluginsProbe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe", abstract: "Run one case of a check in this process.",
        shouldDisplay: false)

    @Option(name: .customLong("case")) var caseName: String
    @Option var seed: UInt64
    /// The descriptor that is reported on.
    @Option var report: Int32
    @Option var shapes: String?
    @Option var settings: String?
    @Option var scratch: String?
    @Argument var bundle: String

    func run() async throws {
        await ConformanceProbe.run(
            ProbeOrder(caseName: caseName, bundle: bundle, seed: seed, shapes: shapes, settings: settings, scratch: scratch), report: report
        )
    }
}
