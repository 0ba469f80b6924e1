package import Ethereum

/// What the notary's key may sign. Whatever is not allowed here by name is denied. Pure.
package struct SignerPolicy: Sendable, Hashable {
    package let chainID: UInt64
    package let contract: Address
    /// First four bytes of the calls that are allowed.
    package let selectors: Set<[UInt8]>
    package let gasCap: UInt64
    /// In wei per gas.
    package let feeCap: UInt256
    package let signaturesPerHour: UInt64
    /// Gas times fee, summed over the signatures of 24 hours.
    package let weiPerDay: UInt256

    package init(
        chainID: UInt64, contract: Address, selectors: Set<[UInt8]> = [NotaryContract.anchorSelector], gasCap: UInt64 = 500_000,
        feeCap: UInt256, signaturesPerHour: UInt64, weiPerDay: UInt256
    ) {
        self.chainID = chainID
        self.contract = contract
        self.selectors = selectors
        self.gasCap = gasCap
        self.feeCap = feeCap
        self.signaturesPerHour = signaturesPerHour
        self.weiPerDay = weiPerDay
    }

    /// What has been signed lately.
    package struct Usage: Sendable, Hashable {
        package let signaturesInHour: UInt64
        package let weiInDay: UInt256

        package init(signaturesInHour: UInt64, weiInDay: UInt256) {
            self.signaturesInHour = signaturesInHour
            self.weiInDay = weiInDay
        }
    }

    /// Why the transaction may not be signed; nil if it may.
    package func refusal(of transaction: Transaction, after usage: Usage) -> String? {
        guard transaction.chainID == chainID else { return "chain \(transaction.chainID) is not allowed, \(chainID) is" }
        guard let to = transaction.to else { return "making a contract is not allowed" }
        guard to == contract else { return "contract \(to) is not allowed, \(contract) is" }
        guard selectors.contains(Array(transaction.data.prefix(4))) else {
            return "call \(Hex.encode(transaction.data.prefix(4))) is not allowed"
        }
        guard transaction.value == 0 else { return "a value of \(transaction.value) wei is not allowed: only 0 is" }
        guard transaction.accessList.isEmpty else { return "an access list is not allowed" }
        guard transaction.gasLimit <= gasCap else { return "\(transaction.gasLimit) gas are not allowed, \(gasCap) are" }
        guard transaction.maxFeePerGas <= feeCap else {
            return "a fee of \(transaction.maxFeePerGas) wei per gas is not allowed, \(feeCap) is"
        }
        guard usage.signaturesInHour < signaturesPerHour else {
            return "\(usage.signaturesInHour) signatures within an hour are as many as are allowed"
        }
        guard let cost = Self.cost(transaction), let sum = try? usage.weiInDay.adding(cost), sum <= weiPerDay else {
            return "with it the notary would have promised more than \(weiPerDay) wei within a day"
        }
        return nil
    }

    /// In wei, what a transaction can cost on this chain; nil beyond all numbers.
    package static func cost(_ transaction: Transaction) -> UInt256? {
        try? transaction.maxFeePerGas.multiplied(by: UInt128(transaction.gasLimit)).adding(transaction.value)
    }
}

extension NotaryContract {
    /// The first four bytes of `anchor`'s calls.
    package static let anchorSelector = anchor(Anchor(stream: .zero, previousLink: .zero, root: .zero, size: 0, manifest: .zero)).selector
}
