import ArgumentParser
import Ethereum
import HostNotary
import HostTenancy

/// `hashinsight notary cancel`: takes back what `deploy` or `hand-over` has signed.
struct NotaryCancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Take back a deploy or hand-over that was cut short, so that hosts anchor again.",
        discussion: """
            Sends nothing from the account to itself under the nonce of that transaction, for a quarter more at least, or for all that \
            NOTARY_MAX_FEE_MWEI allows if that is a tenth more at least, and waits until it is final. Signed by the account that anchors, \
            with its settings; no host may anchor meanwhile. What is in a block already cannot be taken back: then the command that signed \
            it, run again, ends it.
            """)

    @OptionGroup var host: HostOptions
    @Flag(help: "Sign without asking.") var yes = false

    func run() async throws {
        try await Failure.exiting {
            try await NotaryErrands.with(host, needsContract: false) { work in
                guard let order = try await work.errand.store.openOrder() else {
                    throw Failure(.wrongInput, "no `notary deploy` or `notary hand-over` is open: there is nothing to take back")
                }
                let plan = try await work.errand.cancellation(of: order)
                let ordered = order.forms.last { !$0.does(work.account, []) }?.command ?? order.command
                Talk.say(
                    "chain \(work.settings.chainID): \(work.account) takes back transaction \(order.nonce) of `\(ordered)`, for at most \(plan.costWei) of its \(plan.balanceWei) wei"
                )
                if plan.isSigned { Talk.say("an earlier run has signed it and was cut short: the same bytes are sent again") }
                guard plan.isSigned || yes || Talk.confirms("Sign and send it?") else { throw Failure(.failed, "nothing was signed") }
                try await work.errand.perform(plan, by: work.settings.policy(for: .nothing(work.account)), told: NotaryErrands.tell) {
                    try await work.errand.store.passOver($0, makesStream: false) {
                        try await NotaryAudit.cancel(ordered, of: work.account, .commandLine, in: $0)
                    }
                }
            }
            Talk.say("it is taken back: the hosts go on with the next nonce")
        }
    }
}
