/// Whether a draft of an invoice may be issued in its currency. Pure.
///
/// Drafts from before currencies without hundredths were refused have amounts that are rounded, or told, in parts that the currency has not. Credit
/// notes are of no concern: they take back what was printed, as it was printed.
enum DraftCurrency {
    /// What is wrong, and what to do; nil where nothing is.
    static func fault(_ code: String, draft id: String) -> FieldFault? {
        if let currency = Currency(code), currency.hasHundredths { return nil }
        return FieldFault(
            "currency", found: "\(code) (id \(id))",
            expected: """
                \(FieldKind.currency.expectation): amounts of this draft are wrong. Delete the draft, change the contract's currency, and make \
                the draft again
                """)
    }
}
