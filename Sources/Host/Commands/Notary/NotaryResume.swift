import ArgumentParser

/// `hashinsight notary resume`: the operator's word that a halted stream may go on.
struct NotaryResume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Let the notary go on after it stopped because its key was used elsewhere.")

    @OptionGroup var host: HostOptions

    func run() async throws {
        try await Failure.exiting {
            let found = try await NotaryAccess.with(host) { notary, _ in try await notary.store.resume() }
            guard found else {
                throw Failure(.wrongInput, "this installation has anchored nothing yet with this chain, contract and account")
            }
            Talk.say("the notary goes on with the account's next nonce")
        }
    }
}
