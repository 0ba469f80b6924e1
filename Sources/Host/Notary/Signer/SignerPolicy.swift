package import Ethereum

/// What the notary's key may sign. Whatever is not allowed here by name is denied. Pure.
package struct SignerPolicy: Sendable, Hashable {
    package let chainID: UInt64
    package let scope: Scope
    package let gasCap: UInt64
    /// In wei per gas.
    package let feeCap: UInt256
    package let signaturesPerHour: UInt64
    /// Gas times fee, summed over the signatures of 24 hours.
    package let weiPerDay: UInt256

    /// What may be signed at all.
    package enum Scope: Sendable, Hashable {
        /// Anchors in a contract: all that a host signs on its own.
        case anchors(Address)
        /// One call, to the byte, that the operator ordered.
        case call(Address, data: [UInt8])
        /// The making of one contract from this code, that the operator ordered.
        case creation(code: [UInt8])
        /// Nothing, sent by the account to itself, which takes back what the operator ordered before.
        case nothing(Address)
    }

    package init(
        chainID: UInt64, scope: Scope, gasCap: UInt64 = 500_000, feeCap: UInt256, signaturesPerHour: UInt64, weiPerDay: UInt256
    ) {
        self.chainID = chainID
        self.scope = scope
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
        if let reason = scope.refusal(of: transaction) { return reason }
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

extension SignerPolicy.Scope {
    fileprivate func refusal(of transaction: Transaction) -> String? {
        switch (self, transaction.to) {
        case (.creation(let code), nil):
            return transaction.data == code ? nil : "making a contract of other code than the notary's is not allowed"
        case (.creation, let to?): return "contract \(to) is not allowed, making one is"
        case (.anchors, nil), (.call, nil), (.nothing, nil): return "making a contract is not allowed"
        case (.nothing(let account), let to?):
            guard to == account else { return "account \(to) is not allowed, \(account) itself is" }
            return transaction.data.isEmpty ? nil : "a call is not allowed, an empty transaction is"
        case (.anchors(let contract), let to?), (.call(let contract, _), let to?):
            guard to == contract else { return "contract \(to) is not allowed, \(contract) is" }
            let selector = Array(transaction.data.prefix(4))
            guard case .call(_, let data) = self else {
                return selector == NotaryContract.anchorSelector ? nil : "call \(Hex.encode(selector)) is not allowed"
            }
            return transaction.data == data ? nil : "call \(Hex.encode(selector)) with these arguments is not allowed"
        }
    }
}

extension NotaryContract {
    /// The first four bytes of `anchor`'s calls.
    package static let anchorSelector = anchor(Anchor(stream: .zero, previousLink: .zero, root: .zero, size: 0, manifest: .zero)).selector
}
