import ArgumentParser
import Ethereum
import HostNotary
import HostTenancy

/// `hashinsight notary hand-over`: the stream goes on under another key.
struct NotaryHandOver: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hand-over", abstract: "Give the stream to another account, which goes on with it; for a change of keys.",
        discussion: """
            Signed by the account that anchors now, with its settings; no host may anchor meanwhile, and all intervals have to be final. \
            There is no way back but a hand-over by the new account. Proofs that exist stay what they are. Afterwards set the new \
            account's key and start the hosts.
            """)

    @OptionGroup var host: HostOptions
    @Flag(help: "Sign without asking.") var yes = false
    @Argument(help: ArgumentHelp("The account that goes on, with its checksum.", valueName: "address")) var to: String

    func run() async throws {
        try await Failure.exiting {
            let new: Address
            do { new = try Address(to) } catch { throw Failure(.wrongInput, (error as? EthereumFault)?.message ?? "\(error)") }
            try await NotaryErrands.with(host, needsContract: true) { work in
                guard new != work.account else { throw Failure(.wrongInput, "\(new) anchors already") }
                let store = work.errand.store
                guard let stream = try await store.stream() else {
                    throw Failure(.wrongInput, "this installation has anchored nothing yet with this chain, contract and account")
                }
                guard try await store.unfinishedIntervals(of: stream) == 0 else {
                    throw Failure(.wrongInput, "intervals are not final: let a host bring them to their end, then stop it and hand over")
                }
                guard try await !store.hasOtherStream(new, than: stream.stream) else {
                    throw Failure(.wrongInput, "\(new) has a stream of its own in this contract: take another account")
                }
                let finish: @Sendable (NotaryLease) async throws -> Void = { lease in
                    try await store.handOver(lease, stream, to: new) {
                        try await NotaryAudit.handOver(from: store.notary, to: new, .commandLine, in: $0)
                    }
                }
                let isCutShort = try await store.openOrder() != nil
                if !isCutShort, try await work.errand.isHandedOver(stream, to: new) {
                    // Somebody has done it with another program.
                    return try await work.errand.leased(finish)
                }
                let plan = try await work.errand.handOver(stream, to: new)
                Talk.say(
                    "chain \(work.settings.chainID): \(work.account) gives stream \(stream.stream) of \(stream.sequence) intervals to \(new), for at most \(plan.costWei) of its \(plan.balanceWei) wei. It can never anchor in it again."
                )
                if plan.isSigned { Talk.say("an earlier run has signed it and was cut short: the same bytes are sent again") }
                guard plan.isSigned || yes || Talk.confirms("Sign and send it?") else { throw Failure(.failed, "nothing was signed") }
                let policy = work.settings.policy(for: .call(store.contract, data: plan.transaction.data))
                try await work.errand.perform(plan, by: policy, told: NotaryErrands.tell, finish: finish)
            }
            Talk.say("\(new) has the stream: set its key in place of the old one, and start the hosts")
        }
    }
}
