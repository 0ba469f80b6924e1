import ArgumentParser

/// `hashinsight notary`: what has to do with notarized records and works without a host.
struct NotaryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notary", abstract: "Check proofs of notarized records; look at the notary of this host and at what it pins.",
        subcommands: [
            NotaryVerify.self, NotaryStatus.self, NotaryPins.self, NotaryResume.self, NotaryDeploy.self, NotaryHandOver.self,
            NotaryCancel.self,
        ])
}
