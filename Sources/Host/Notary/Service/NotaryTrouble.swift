package import Ethereum
package import Foundation

/// What is wrong with the notary or its chain, for people and for figures. Pure.
package enum NotaryTrouble: Sendable, Hashable, CustomStringConvertible {
    /// The account's balance is below what the operator wants; in wei.
    case lowBalance(Address, wei: UInt256, wanted: UInt256)
    /// It does not even cover the next transaction.
    case cannotPay(Address, wei: UInt256)
    /// Too few nodes answer.
    case unreachable(NodeFault)
    case contradiction(String)
    case nodeApart(ChainObservation.Apart)
    /// No block has come for so many seconds.
    case headStands(seconds: UInt64)
    /// Blocks come, and none becomes final: the newest final one is so many seconds behind the newest.
    case finalityStalls(seconds: UInt64)
    /// Nothing goes on without the operator's word.
    case halted(String)
    case noContract(Address, chainID: UInt64)
    /// The contract refuses the interval for now.
    case refused(String)
    /// In wei per gas.
    case tooDear(baseFee: UInt256, cap: UInt256)
    /// A transaction does not go on.
    case transaction(nonce: UInt64?, TransactionAlarm)
    /// The nodes tell a head of the stream that it has left behind.
    case behind(head: Bytes32)
    /// So many intervals of another account are not final, and nobody follows them.
    case unfinished(Address, intervals: Int)
    /// A command of the operator was cut short: its transaction has the account's next nonce.
    case ordered(nonce: UInt64, command: String)
    /// Anything else, as it was told.
    case other(String)

    /// Without a block for so long the chain counts as standing still; Base makes one every 2 s.
    package static let headSeconds: UInt64 = 300
    /// The newest final block may be so far behind the newest; on Base it is some 20 minutes.
    package static let finalitySeconds: UInt64 = 2_400

    /// The word for programs.
    package enum Kind: String, Sendable, CaseIterable {
        case lowBalance = "low_balance"
        case cannotPay = "cannot_pay"
        case unreachable
        case contradiction
        case nodeApart = "node_apart"
        case headStands = "head_stands"
        case finalityStalls = "finality_stalls"
        case halted
        case noContract = "no_contract"
        case refused
        case tooDear = "too_dear"
        case transaction
        case behind
        case unfinished
        case ordered
        case other
    }

    /// What the chain, as it is seen, and the account's balance complain of.
    /// - Parameters:
    ///   - lowBalance: In wei.
    ///   - now: Of this host's clock.
    package static func found(in seen: ChainObservation, account: Address, lowBalance: UInt256, now: Date) -> [NotaryTrouble] {
        var found: [NotaryTrouble] = []
        if let told = seen.disagreement { found.append(.contradiction(told)) }
        found += seen.apart.map { .nodeApart($0) }
        if let age = seen.headAgeSeconds(now: now), age > headSeconds { found.append(.headStands(seconds: age)) }
        if seen.finalityLagSeconds > finalitySeconds { found.append(.finalityStalls(seconds: seen.finalityLagSeconds)) }
        if seen.balance < lowBalance { found.append(.lowBalance(account, wei: seen.balance, wanted: lowBalance)) }
        return found
    }

    /// The same for programs, without figures.
    package var kind: Kind {
        switch self {
        case .lowBalance: .lowBalance
        case .cannotPay: .cannotPay
        case .unreachable: .unreachable
        case .contradiction: .contradiction
        case .nodeApart: .nodeApart
        case .headStands: .headStands
        case .finalityStalls: .finalityStalls
        case .halted: .halted
        case .noContract: .noContract
        case .refused: .refused
        case .tooDear: .tooDear
        case .transaction: .transaction
        case .behind: .behind
        case .unfinished: .unfinished
        case .ordered: .ordered
        case .other: .other
        }
    }

    /// For a person: what it is and what to do.
    package var text: String {
        switch self {
        case .lowBalance(let account, let wei, let wanted):
            "the account \(account) has \(wei) wei left, \(wanted) are wanted: send it ether"
        case .cannotPay(let account, let wei):
            "the account \(account) has \(wei) wei, too little for the next transaction: send it ether"
        case .unreachable(let fault): "the chain cannot be used: \(fault)"
        case .contradiction(let told): "the nodes contradict each other: \(told)"
        case .nodeApart(let apart):
            "the node \(apart.node) is at block \(apart.number), the nodes agree on \(apart.agreed): one that stands still or lies is outvoted where there are three"
        case .headStands(let seconds):
            "the chain has made no block for \(seconds) s: if the host's clock is right there is nothing to do but wait"
        case .finalityStalls(let seconds):
            "blocks come, but the newest final one is \(seconds) s behind: see how the chain below is; what is anchored becomes final later"
        case .halted(let reason): "nothing is anchored until `hashinsight notary resume`: \(reason)"
        case .noContract(let contract, let chainID):
            "no contract stands at \(contract) of chain \(chainID): check NOTARY_CONTRACT and NOTARY_CHAIN_ID"
        case .refused(let told): "the contract refuses the interval for now: \(told)"
        case .tooDear(let baseFee, let cap):
            "a block asks for \(baseFee) wei per gas, NOTARY_MAX_FEE_MWEI allows \(cap): waiting until it is cheaper"
        case .transaction(let nonce?, let alarm): "transaction \(nonce): \(alarm.rawValue): \(alarm.advice)"
        case .transaction(nil, let alarm): alarm.advice
        case .behind(let head):
            "nothing is anchored: the nodes tell the stream's head as \(head), which it has left behind already; they lag, or do not tell which of this host's transactions have gone: it goes on by itself once they have caught up; if not, use other nodes"
        case .unfinished(let account, let count):
            "\(count) intervals of the account \(account) are not final and nobody follows them: anchor with its key again until `notary status` calls them final, then `notary hand-over` to another"
        case .ordered(let nonce, let command):
            "nothing is anchored: `\(command)` has signed transaction \(nonce) and has not ended; if it does not run, stop the hosts and run it again, or `hashinsight notary cancel`, which takes it back"
        case .other(let told): told
        }
    }

    package var description: String { text }
}

extension ChainObservation {
    /// Since the newest block, by this host's clock; nil for one that is not over yet.
    package func headAgeSeconds(now: Date) -> UInt64? {
        let age = now.timeIntervalSince1970 - Double(latest.timeSeconds)
        return age >= 0 ? UInt64(age) : nil
    }

    /// From the newest final block to the newest, by the chain's own clock.
    package var finalityLagSeconds: UInt64 { latest.timeSeconds - min(latest.timeSeconds, finalizedTimeSeconds) }
}
