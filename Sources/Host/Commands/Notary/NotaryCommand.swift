import ArgumentParser

/// `hashinsight notary`: what has to do with notarized records and works without a host.
struct NotaryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notary", abstract: "Check proofs of notarized records.", subcommands: [NotaryVerify.self])
}
