import ArgumentParser
import Ethereum
import HostNotary
import HostTenancy

/// `hashinsight notary deploy`: the notary contract, by the notary's own account.
struct NotaryDeploy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deploy", abstract: "Put the notary contract on the chain, by the notary's account.",
        discussion: """
            Reads BASE_L2_RPC, NOTARY_CHAIN_ID and the key's settings, not NOTARY_CONTRACT: that is what it prints in the end. It says what \
            it would cost and asks before it signs. Once the contract stands it waits until that is final, some 20 minutes on Base.
            """)

    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions
    @Flag(help: "Sign without asking.") var yes = false
    @Flag(help: "Make another, although the account's last transaction made one.") var again = false

    struct Report: Encodable {
        let contract: String
        let chainId: UInt64
        let account: String
    }

    func run() async throws {
        try await Failure.exiting {
            let made = try await NotaryErrands.with(host, needsContract: false) { work in
                let isCutShort = try await work.errand.store.openOrder() != nil
                if !again, !isCutShort, let stands = try await work.errand.lastContract() {
                    throw Failure(
                        .wrongInput, "the account's last transaction made a contract: NOTARY_CONTRACT=\(stands). Another one: --again")
                }
                let (address, plan) = try await work.errand.deployment()
                Talk.say(
                    "chain \(work.settings.chainID): \(work.account) makes the contract \(address), for at most \(plan.costWei) of its \(plan.balanceWei) wei"
                )
                if plan.isSigned { Talk.say("an earlier run has signed it and was cut short: the same bytes are sent again") }
                guard plan.isSigned || yes || Talk.confirms("Sign and send it?") else { throw Failure(.failed, "nothing was signed") }
                let policy = work.settings.policy(for: .creation(code: NotaryCode.creation))
                try await work.at(address).deploy(plan, by: policy, told: NotaryErrands.tell)
                return Report(contract: "\(address)", chainId: work.settings.chainID, account: "\(work.account)")
            }
            if output.json { return try Talk.result(json: made) }
            Talk.result("NOTARY_CONTRACT=\(made.contract)")
        }
    }
}
