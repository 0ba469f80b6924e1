/// Why a transaction does not go on as it should. It goes by itself where the cause does.
package enum TransactionAlarm: String, Sendable, Hashable, CaseIterable {
    /// The account cannot pay; sent again while it waits.
    case insufficientFunds = "insufficient_funds"
    /// It waits in a pool, and a dearer replacement would exceed the highest fee that is allowed.
    case stuckAtCap = "stuck_at_cap"
    /// No block has come for a while.
    case chainHalted = "chain_halted"
    /// The nonce was used by none of the attempts: the key signs elsewhere.
    case keyUsedElsewhere = "key_used_elsewhere"
    /// The nodes refuse the transaction for good.
    case refused
    /// The contract refused it: the nonce is used and nothing is anchored.
    case reverted

    /// For a person: what it means and what to do.
    package var advice: String {
        switch self {
        case .insufficientFunds: "the notary's account cannot pay: send it ether; the transaction goes on by itself"
        case .stuckAtCap: "the chain asks for more than NOTARY_MAX_FEE_MWEI allows: wait, or allow more and restart the host"
        case .chainHalted: "the chain makes no blocks: nothing to do but wait"
        case .keyUsedElsewhere:
            "somebody else signs with the notary's key: find out who; then `hashinsight notary resume` takes the next nonce"
        case .refused: "the nodes refuse the transaction: see the log; it is sent again until the cause is gone"
        case .reverted: "the contract refused the transaction: the stream may have been moved by another host with the same key"
        }
    }
}
