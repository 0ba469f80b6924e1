package import Ethereum

/// What one transaction of the notary costs at the fees of now. Pure.
package struct NotaryCost: Sendable, Hashable {
    // What an anchor takes, and a third, as a first transaction would be allowed.
    private static let usualGasLimit: UInt64 = 130_000

    /// Its place on the chain below included.
    package let wei: UInt256

    /// - Parameter gasLimit: Of the last transaction; nil before the first.
    /// - Returns: nil while the fees are not known.
    package init?(at chain: ChainObservation, _ view: ChainLookout.View, gasLimit: UInt64?) {
        self.init(baseFee: chain.latest.baseFee, tip: view.tip, belowWei: view.belowWei, gasLimit: gasLimit)
    }

    init?(baseFee: UInt256, tip: UInt256?, belowWei: UInt256?, gasLimit: UInt64?) {
        // The limit is a third above what the nodes reckoned.
        let gas = (gasLimit ?? Self.usualGasLimit) / 4 * 3
        guard let tip, let belowWei, let price = try? baseFee.adding(tip), let here = try? price.multiplied(by: UInt128(gas)),
            let wei = try? here.adding(belowWei), wei > 0
        else { return nil }
        self.wei = wei
    }

    /// For how many an amount lasts; nil beyond all numbers.
    package func transactions(from balance: UInt256) -> UInt64? {
        guard let divisor = UInt128(wei.description) else { return 0 }
        return balance.quotientAndRemainder(dividingBy: divisor).quotient.uint64 ?? .max
    }
}
