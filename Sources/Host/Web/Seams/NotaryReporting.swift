/// How the notary of the host is doing, for operators.
package protocol NotaryReporting: Sendable {
    /// The state now; nil where this host has no chain to anchor on.
    func report() async throws -> NotaryReport?
    /// The places where evidence is pinned, whether or not there is a chain; none where nothing ever was.
    func places() async throws -> [PlaceReport]
    /// What an operator has to set so that there is a chain: names of settings, for the message.
    var expected: String { get }
    /// The operator's word that a halted stream may go on; audited.
    /// - Throws: `TenancyFailure.refused` where nothing is halted.
    func resume(by actor: MemberSession, requestId: String) async throws
}
