package import Ethereum

/// A transaction that a command has signed and that has not come to its end. Pure.
package struct NotaryOrder: Sendable, Hashable {
    /// One signed form of it.
    package struct Form: Sendable, Hashable {
        package let attempt: TransactionAttempt
        package let transaction: Transaction

        init(_ signed: SignedTransaction) {
            attempt = TransactionAttempt(signed)
            transaction = signed.transaction
        }

        /// Whether it does the same, whatever its nonce and fees are.
        package func does(_ to: Address?, _ data: [UInt8]) -> Bool { transaction.to == to && transaction.data == data }
    }

    /// From the first to the one that is meant now; not empty. All have one nonce, so one of them counts or none.
    package let forms: [Form]

    init(_ forms: [Form]) {
        precondition(!forms.isEmpty, "an order without a signed form")
        self.forms = forms
    }

    /// What is meant now: the last form that was signed.
    package var last: Form { forms[forms.count - 1] }
    /// Of all forms.
    package var nonce: UInt64 { last.transaction.nonce }
    /// The command that goes on with it when it is run again, with its arguments.
    package var command: String { last.command }

    func with(_ form: Form) -> NotaryOrder { NotaryOrder(forms + [form]) }
}

extension NotaryOrder.Form {
    /// The command that signed it, with its arguments.
    package var command: String {
        guard let to = transaction.to else { return "hashinsight notary deploy" }
        guard !transaction.data.isEmpty else { return "hashinsight notary cancel" }
        // A word of 32 bytes for the stream, one for the account.
        let new = transaction.data.count == 68 ? try? Address(bytes: Array(transaction.data.suffix(20))) : nil
        return "hashinsight notary hand-over \(new.map { "\($0)" } ?? "\(to)")"
    }
}
