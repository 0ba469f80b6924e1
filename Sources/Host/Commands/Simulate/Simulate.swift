import ArgumentParser

/// `hashinsight simulate`: things to try the host with.
struct Simulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Simulate the outside world.", subcommands: [SimulateMiners.self])
}
