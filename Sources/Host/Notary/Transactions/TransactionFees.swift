package import Ethereum

/// What a transaction offers for its place in a block, in wei per gas. Pure.
package struct TransactionFees: Hashable, Sendable {
    /// Whoever makes the block gets.
    package let tip: UInt256
    /// The sender pays at most, the tip included.
    package let maximum: UInt256

    package init(tip: UInt256, maximum: UInt256) {
        self.tip = tip
        self.maximum = maximum
    }

    /// For a first attempt: twice the fee of the newest block and the tip, so that it stays good for several full blocks; never above `cap`.
    ///
    /// - Returns: nil where the cap lies below what the newest block takes.
    package init?(baseFee: UInt256, tip: UInt256, cap: UInt256) {
        guard baseFee <= cap, let wanted = try? baseFee.multiplied(by: 2).adding(tip) else { return nil }
        let maximum = min(wanted, cap)
        self.init(tip: min(tip, maximum), maximum: maximum)
    }

    /// The least that nodes take for a replacement, above both fees of the one before.
    package static let leastRaisePercent: UInt128 = 10
    /// What is offered more so that it gets into a block.
    package static let usualRaisePercent: UInt128 = 25

    /// For a replacement: a quarter above `old` in both, or what the newest block asks for if that is more; at the cap the least that nodes
    /// take for a replacement, a tenth above.
    ///
    /// - Parameter percent: In place of the quarter.
    /// - Returns: nil where no replacement is possible below `cap`.
    package init?(
        replacing old: TransactionFees, wanted: TransactionFees?, percent: UInt128 = TransactionFees.usualRaisePercent, cap: UInt256
    ) {
        guard let least = old.raised(percent: Self.leastRaisePercent), least.maximum <= cap, let raised = old.raised(percent: percent)
        else { return nil }
        let maximum = min(max(raised.maximum, wanted?.maximum ?? 0), cap)
        let tip = min(max(raised.tip, wanted?.tip ?? 0), maximum)
        self.init(tip: tip, maximum: maximum)
    }

    /// Both fees higher by so many hundredths, rounded up, and by 1 wei at least.
    func raised(percent: UInt128) -> TransactionFees? {
        func raise(_ fee: UInt256) -> UInt256? {
            guard let product = try? fee.multiplied(by: 100 + percent).adding(99) else { return nil }
            let raised = product.quotientAndRemainder(dividingBy: 100).quotient
            return raised > fee ? raised : try? fee.adding(1)
        }
        guard let tip = raise(tip), let maximum = raise(maximum) else { return nil }
        return TransactionFees(tip: tip, maximum: maximum)
    }
}

extension Transaction {
    /// The same for these fees.
    func offering(_ fees: TransactionFees) -> Transaction {
        var transaction = self
        transaction.maxFeePerGas = fees.maximum
        transaction.maxPriorityFeePerGas = fees.tip
        return transaction
    }
}
