import PluginKit

/// What one answer of a provider leaves in the database.
struct AnswerRows: Sendable {
    /// What an answer has.
    enum Content: String, Sendable { case candles, history, pools, blocks }

    let source: MarketSource
    let content: Content
    /// Candles, points or lists that are written.
    let count: Int
    /// Written in one transaction of its own.
    let calls: [Database.Call]
    /// Written in its place where the database refuses it: that the provider was asked, in vain. Nil where nobody keeps that.
    let inVain: Database.Call?

    /// Why the provider failed where the database takes what it said no more than another reader would; nil for an error that says nothing of it,
    /// such as a database that is away.
    func refusal(_ error: PluginError) -> ProviderFailure? {
        guard Self.isAboutValues(error.sqlState) else { return nil }
        return ProviderFailure(source, .malformed, "The database does not take its \(content.rawValue): \(error.message)")
    }

    /// SQLSTATE classes 21, 22 and 23: the number of rows, the data, a constraint.
    private static func isAboutValues(_ sqlState: String?) -> Bool { ["21", "22", "23"].contains(sqlState?.prefix(2) ?? "") }
}
