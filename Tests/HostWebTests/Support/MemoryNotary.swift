import Foundation
@testable import HostWeb
import Synchronization

/// The notary in memory: what it reports, and whether it was told to go on.
final class MemoryNotary: NotaryReporting {
    private let state: Mutex<(report: NotaryReport?, resumed: [String])>
    private let pinning = Mutex<[PlaceReport]>([])

    init(_ report: NotaryReport? = MemoryNotary.report()) { state = Mutex((report, [])) }

    let expected = "BASE_L2_RPC and NOTARY_CONTRACT"
    var resumed: [String] { state.withLock { $0.resumed } }
    func change(_ body: (inout NotaryReport?) -> Void) { state.withLock { body(&$0.report) } }

    func place(_ places: PlaceReport...) { pinning.withLock { $0 = places } }
    func places() async throws -> [PlaceReport] { pinning.withLock { $0 } }

    func report() async throws -> NotaryReport? { state.withLock { $0.report } }

    func resume(by actor: MemberSession, requestId: String) async throws {
        try state.withLock { state in
            guard state.report?.halted != nil else { throw TenancyFailure.refused("The notary is not halted.") }
            state.report?.halted = nil
            state.resumed.append(actor.email)
        }
    }

    static let transaction = "0x" + String(repeating: "ab", count: 32)

    static func report() -> NotaryReport {
        let now = Date()
        return NotaryReport(
            chainID: 84_532, contract: "0x5FbDB2315678afecb367f032d93F642f64180aa3", account: "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
            stream: "0x" + String(repeating: "01", count: 32), explorer: "https://sepolia.basescan.org", host: "one <b>",
            nodes: [
                .init(name: "https://one.example:443", fault: nil, block: 1_234, lag: 0, answers: 999, failures: 1),
                .init(
                    name: "https://two.example:443", fault: "unreachable: no <i>answer</i>", block: 1_200, lag: 34, answers: 1, failures: 99
                ),
                .init(name: "https://three.example:443", fault: nil, block: 1_230, lag: 4, answers: 10, failures: 0),
            ],
            chain: .init(
                seenAt: now, latest: 1_234, latestAt: now, safe: 1_200, finalized: 1_100, disagreement: nil, baseFeeWei: "5000000",
                tipWei: "1000000"),
            balance: .init(
                wei: "1234567890000000000", lowWei: "1000000000000000", isLow: false, transactionWei: "600000000000",
                transactions: 2_057_613),
            feeCapWei: "1000000000", sender: "one <b>", halted: nil,
            queue: .init(
                waitingLeaves: 3, oldestWaitingSeconds: 120, transactions: ["sent": 1, "safe": 2, "finalized": 299], stuck: 1, vain: 1),
            intervals: [
                .init(
                    sequence: 302, leaves: 3, sealedAt: now, nonce: 301, phase: "sent", alarm: "stuck_at_cap", transaction: transaction,
                    block: nil, attempts: 3),
                .init(
                    sequence: 301, leaves: 7, sealedAt: now, nonce: 300, phase: "safe", alarm: nil, transaction: transaction, block: 1_190,
                    attempts: 1),
            ], troubles: ["transaction 301: stuck_at_cap"],
            problems: [.init(text: "the chain cannot be used: unreachable", firstAt: now, lastAt: now)])
    }
}
