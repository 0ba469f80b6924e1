import ArgumentParser
import HostTenancy

/// `hashinsight notary resume`: the operator's word that a halted stream may go on.
struct NotaryResume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Let the notary go on after it stopped because its key was used elsewhere.")

    @OptionGroup var host: HostOptions

    func run() async throws {
        try await Failure.exiting {
            let found = try await NotaryAccess.with(host) { notary, _ in
                try await notary.store.resume { try await NotaryAudit.resume($1, .commandLine, in: $0) }
            }
            guard found else {
                throw Failure(.wrongInput, "the notary of this chain, contract and account is not halted: it needs no word to go on")
            }
            Talk.say("the notary goes on with the account's next nonce")
        }
    }
}
